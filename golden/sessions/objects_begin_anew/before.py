import numpy as np
import tensorflow as tf
class M:
    def __init__(self, sess, name, n):
        self.sess = sess
        with tf.variable_scope(name):
            self.x = tf.placeholder(tf.float32, [None, 2])
            self.w = tf.get_variable('w', [2, n], initializer=tf.ones_initializer())
            self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w) - 3.))
            self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
    def fit(self, x):
        self.sess.run(self.train, {self.x: x})
sess = tf.Session()
a = M(sess, 'a', 1)
b = M(sess, 'b', 2)
for i in range(2):
    sess.run(tf.global_variables_initializer())
    a.fit([[1., 2.]])
    b.fit([[1., 3.]])
    print(sess.run(a.w).ravel(), sess.run(b.w).ravel())
