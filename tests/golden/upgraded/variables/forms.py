import numpy as np
import tensorflow as tf

a = tf.Variable(0.5)
b = tf.Variable(np.arange(3) * 0.1, name='b')
c = tf.Variable(np.arange(3, dtype=np.float32), trainable=False)
d = tf.Variable(tf.random.normal([2, 2], stddev=0.5), name='d')
e = tf.Variable(d.initialized_value() * 2., name='e')
f = tf.Variable([1, 2, 3], dtype=tf.float32)
g = tf.Variable(initial_value=7)

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for v in [a, b, c, d, e, f, g]:
        value = sess.run(v)
        print(v.dtype.base_dtype.name, value)
    print(len(tf.compat.v1.trainable_variables()), len(tf.compat.v1.global_variables()))
