import os
import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, sess, dim=4):
        self.sess = sess
        self.dim = dim
        self.build_model()

    def build_model(self):
        self.x = tf.placeholder(tf.float32, [None, self.dim], name='x')
        self.y = tf.placeholder(tf.float32, [None, 1], name='y')
        h = tf.layers.dense(self.x, 6, activation=tf.nn.relu, name='h')
        self.pred = tf.layers.dense(h, 1, name='pred')
        self.loss = tf.reduce_mean(tf.square(self.pred - self.y))
        self.t_vars = tf.trainable_variables()

    def train(self, xs, ys, epochs=3):
        optim = tf.train.AdamOptimizer(0.01).minimize(self.loss)
        tf.global_variables_initializer().run()
        for epoch in range(epochs):
            _, err = self.sess.run([optim, self.loss], feed_dict={self.x: xs, self.y: ys})
            print('epoch %d loss %.6f' % (epoch, err))

    def test(self, xs):
        return self.pred.eval({self.x: xs})


def main():
    rng = np.random.RandomState(0)
    xs, ys = rng.rand(6, 4), rng.rand(6, 1)
    with tf.Session() as sess:
        net = Net(sess)
        net.train(xs, ys)
        print(net.test(xs).sum())


if __name__ == '__main__':
    main()
