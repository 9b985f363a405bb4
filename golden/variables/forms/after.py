import numpy as np
import tensorflow as tf

a = tf.Variable(0.5)
b = tf.Variable(np.arange(3) * 0.1, name='b')
c = tf.Variable(np.arange(3, dtype=np.float32), trainable=False)
d = tf.Variable(tf.random.normal([2, 2], stddev=0.5), name='d')
e = tf.Variable(d * 2., name='e')
f = tf.Variable([1, 2, 3], dtype=tf.float32)
g = tf.Variable(initial_value=7)

for v in [a, b, c, d, e, f, g]:
    value = v.numpy()
    print(v.dtype.base_dtype.name, value)
print(len([a, b, d, e, f, g]), len([a, b, c, d, e, f, g]))
