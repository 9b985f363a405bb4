import numpy as np
import tensorflow as tf

w = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 2]), name='w')
b = tf.Variable(tf.zeros_initializer()([2]), name='b')
c = tf.Variable(tf.constant_initializer(0.3)([2]), name='c')
n = tf.Variable(tf.random_normal_initializer(stddev=0.02)([2, 2], tf.float32), name='n')
t = tf.Variable(tf.keras.initializers.TruncatedNormal(stddev=1.0)([2]), name='t')
u = tf.Variable(tf.random_uniform_initializer(-1, 1)([2]), name='u')
x = tf.Variable(tf.keras.initializers.GlorotUniform()([2, 2]), name='x')
k = tf.Variable(np.array([1., 2.], dtype=np.float32), name='k')
i = tf.Variable(4, trainable=False, name='i')

for value in [w.numpy(), b.numpy(), c.numpy(), n.numpy(), t.numpy(), u.numpy(), x.numpy(), k.numpy(), i.numpy()]:
    print(value)
print([v.name for v in [w, b, c, n, t, u, x, k]])
