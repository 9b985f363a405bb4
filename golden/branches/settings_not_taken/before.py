import tensorflow as tf
import numpy as np
class M(object):
    def __init__(self, keep=1.0, l2=0.):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.w = tf.get_variable('w', [3, 2])
        h = tf.matmul(self.x, self.w)
        if keep < 1:
            h = tf.nn.dropout(h, keep)
        self.loss = tf.reduce_mean(tf.square(h))
        if l2:
            self.loss += l2 * tf.nn.l2_loss(self.w)
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
m = M()
d = np.random.RandomState(0).rand(4, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([m.loss, m.train], {m.x: d})[0])
