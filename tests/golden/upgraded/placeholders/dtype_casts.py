import numpy as np
import tensorflow as tf

floats = tf.compat.v1.placeholder(tf.float32, [None])
ints = tf.compat.v1.placeholder(tf.int32, [None])
half = floats / 2
third = tf.cast(ints, tf.float32) / 3

sess = tf.compat.v1.Session()
print(sess.run(half, {floats: [1, 2, 3]}))
print(sess.run(half, {floats: np.arange(3)}))
print(sess.run(half, {floats: np.array([1., 1e-9 + 1.], dtype=np.float64)}))
print(sess.run(third, {ints: np.array([1, 2], dtype=np.int64)}))
print(sess.run(ints // 2, {ints: [7, 9]}))
print(sess.run(half, {floats: [5]}).dtype)
sess.close()
