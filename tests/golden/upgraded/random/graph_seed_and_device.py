import numpy as np
import tensorflow as tf

np.random.seed(1)
tf.compat.v1.set_random_seed(1)
with tf.device('/cpu:0'):
    a = tf.random.truncated_normal([2, 2], mean=1.0, stddev=0.1, seed=5)
    s = tf.random.shuffle(tf.constant([1, 2, 3]))
    u = tf.random.uniform((3,), minval=-1., maxval=1.)
with tf.compat.v1.Session() as sess:
    print(sess.run([a, s, u]))
    print(np.random.rand())
