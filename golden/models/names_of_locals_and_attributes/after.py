import numpy as np
import tensorflow as tf
class M(object):
    def __init__(self, lam):
        self.x = tf.TensorSpec([None, 4], tf.float32)
        self.W = tf.Variable(tf.ones([4, 4]) * 2)
        self.W_1 = tf.Variable(tf.ones([4, 4]))
        self.loss = tf.function(self.loss, input_signature=[self.x])

    def loss(self, x):
        h = tf.matmul(x, self.W)
        h = tf.matmul(h, self.W_1)
        return tf.reduce_mean(h)
m = M(.1)
print(m.loss(np.ones((2, 4))).numpy())
