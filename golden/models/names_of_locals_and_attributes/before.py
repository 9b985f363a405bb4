import numpy as np
import tensorflow as tf
class M(object):
    def __init__(self, lam):
        self.x = tf.placeholder(tf.float32, [None, 4])
        self.W = tf.Variable(tf.ones([4, 4]) * 2)
        h = tf.matmul(self.x, self.W)
        W = tf.Variable(tf.ones([4, 4]))
        h = tf.matmul(h, W)
        self.loss = tf.reduce_mean(h)
m = M(.1)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(m.loss, {m.x: np.ones((2, 4))}))
