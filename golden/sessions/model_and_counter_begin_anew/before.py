import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self, n, rate=0.01):
        self.x = tf.placeholder(tf.float32, [None, n])
        self.w = tf.Variable(tf.random_normal([n, 1]))
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w) - 1.))
        self.train = tf.train.AdamOptimizer(rate).minimize(self.loss)
    def fit(self, sess, x):
        for i in range(3):
            sess.run(self.train, {self.x: x})
        return sess.run(self.loss, {self.x: x})
net = Net(2)
total = tf.Variable(0.0)
add = tf.assign_add(total, 1.0)
for trial in range(2):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(net.fit(sess, [[1., 2.]]), sess.run(add))
