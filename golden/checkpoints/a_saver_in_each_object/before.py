import tensorflow as tf
import numpy as np


class Net(object):
    def __init__(self, sess, path=None):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 3])
        h = tf.layers.dense(self.x, 4, activation=tf.nn.tanh, name='h')
        self.loss = tf.reduce_mean(tf.square(h))
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        self.saver = tf.train.Saver()
        self.sess.run(tf.global_variables_initializer())
        if path:
            self.saver.restore(self.sess, path)

    def step(self, d):
        return self.sess.run([self.loss, self.train], {self.x: d})[0]


data = np.arange(12).reshape(4, 3).astype(np.float32) / 12.
net = Net(tf.Session())
print(net.step(data))
print(net.step(data))
net.saver.save(net.sess, 'model.ckpt')
tf.reset_default_graph()
net = Net(tf.Session(), 'model.ckpt')
print(net.step(data))
