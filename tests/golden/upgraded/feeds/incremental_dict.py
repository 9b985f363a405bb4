import numpy as np
import tensorflow as tf

a = tf.compat.v1.placeholder(tf.float32, [None])
b = tf.compat.v1.placeholder(tf.float32, [None])
c = tf.compat.v1.placeholder(tf.float32, [])
total = tf.reduce_sum(a * b) + c

feed = {}
feed[a] = np.array([1., 2.])
feed[b] = np.array([3., 4.])
feed.update({c: 0.5})

keyword_free = dict([(a, [1., 1.]), (b, [2., 2.])])
keyword_free[c] = -1.

with tf.compat.v1.Session() as sess:
    print(sess.run(total, feed_dict=feed))
    print(sess.run(total, keyword_free))
    for step in range(2):
        feed_dict = {a: [step], b: [step + 1], c: 0}
        print(step, sess.run(total, feed_dict=feed_dict))
