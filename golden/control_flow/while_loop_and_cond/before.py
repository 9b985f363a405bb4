import numpy as np
import tensorflow as tf

n = tf.placeholder(tf.int32, [])
i, total = tf.while_loop(lambda i, s: i < n, lambda i, s: (i + 1, s + tf.to_float(i) ** 2), [0, 0.0])
power = tf.while_loop(lambda p: p < 100, lambda p: p * 2, [n])
size = tf.cond(total > 10., lambda: tf.constant(1.), lambda: tf.constant(-1.))
rolled = tf.py_func(lambda v: np.roll(v, 1).astype(np.float32), [tf.stack([total, size])], tf.float32)

with tf.Session() as sess:
    for value in (2, 5):
        print(sess.run([i, total, power, size, rolled], {n: value}))
