import numpy as np
import tensorflow as tf

np.random.seed(1)
tf.set_random_seed(1)
with tf.device('/cpu:0'):
    a = tf.truncated_normal([2, 2], mean=1.0, stddev=0.1, seed=5)
    s = tf.random_shuffle(tf.constant([1, 2, 3]))
    u = tf.random_uniform((3,), minval=-1., maxval=1.)
with tf.Session() as sess:
    print(sess.run([a, s, u]))
    print(np.random.rand())
