import numpy as np
import tensorflow as tf
w = tf.Variable(np.ones(2), dtype=tf.float32)
n = tf.Variable(0, dtype=tf.int64)
c = tf.Variable([1, 2], dtype=tf.float32)
up = [tf.assign_add(w, [1., 1.]), tf.assign_add(n, 1), tf.assign_add(c, c)]
for s in range(2):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(up)
        print(sess.run(w), sess.run(n), sess.run(c))
