"""A class that prints the learning rate which it decays."""
import numpy as np
import tensorflow as tf


class Line(object):
    def __init__(self, rate):
        self.x = tf.placeholder(tf.float32, [None])
        self.y = tf.placeholder(tf.float32, [None])
        self.step = tf.Variable(0, trainable=False, name='step')
        self.slope = tf.Variable(0.0, name='slope')
        self.loss = tf.reduce_mean(tf.square(self.x * self.slope - self.y))
        self.build(rate)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def build(self, rate):
        lr = tf.train.exponential_decay(rate, self.step, 2, 0.5, staircase=True)
        self.lr = lr
        self.train = tf.train.MomentumOptimizer(lr, 0.9).minimize(self.loss, global_step=self.step)

    def fit(self, x, y, epochs):
        for epoch in range(epochs):
            _, loss = self.sess.run([self.train, self.loss], {self.x: x, self.y: y})
            print(epoch, 'rate', self.sess.run(self.lr), 'loss', np.round(loss, 5))


line = Line(0.1)
line.fit([1.0, 2.0], [2.0, 4.0], 4)
print(line.sess.run([line.lr, line.loss], {line.x: [1.0], line.y: [2.0]}))
print(line.sess.run([line.lr, line.slope]))
