import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 6])
keep_prob = tf.compat.v1.placeholder_with_default(1.0, shape=())
dropped = tf.nn.dropout(x, rate=1 - (keep_prob))
half = tf.nn.dropout(x, rate=1 - (0.5))
total = tf.reduce_sum(dropped, 1)

with tf.compat.v1.Session() as sess:
    data = np.ones([2, 6])
    print(sess.run([dropped, total], {x: data, keep_prob: 0.8}))
    print(sess.run(dropped, {x: data}))
    print(sess.run(half, {x: data}))
