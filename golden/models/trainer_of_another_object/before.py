import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, n):
        self.x = tf.placeholder(tf.float32, [None, n])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.w = tf.Variable(tf.ones([n, 1]))
        self.pred = tf.matmul(self.x, self.w)
        self.cost = tf.reduce_mean(tf.square(self.pred - self.y))
        self.accuracy = tf.reduce_mean(tf.cast(self.pred > self.y, tf.float32))

    def predict(self, sess, xs):
        return sess.run(self.pred, {self.x: xs})


class Trainer(object):
    def __init__(self, net, lr=0.1):
        self.net = net
        self.lr = lr

    def _get_optimizer(self):
        return tf.train.MomentumOptimizer(self.lr, 0.9).minimize(self.net.cost)

    def train(self, xs, ys, steps):
        self.optimizer = tf.train.MomentumOptimizer(self.lr, 0.9).minimize(self.net.cost)
        init = tf.global_variables_initializer()
        with tf.Session() as sess:
            sess.run(init)
            for i in range(steps):
                _, cost = sess.run((self.optimizer, self.net.cost), feed_dict={self.net.x: xs, self.net.y: ys})
                print(i, cost)
            self.show(sess, xs, ys)
            print(self.net.predict(sess, xs[:1]))

    def show(self, sess, xs, ys):
        loss, acc = sess.run([self.net.cost, self.net.accuracy], feed_dict={self.net.x: xs, self.net.y: ys})
        print('%.5f %.5f' % (loss, acc))


net = Model(2)
t = Trainer(net)
t.train(np.arange(8.).reshape(4, 2), np.ones([4, 1]), 3)
