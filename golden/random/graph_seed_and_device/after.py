import numpy as np
import tensorflow as tf

np.random.seed(1)
tf.random.set_seed(1)
@tf.function
def a_and_s_and_u():
    a = tf.random.truncated_normal([2, 2], mean=1.0, stddev=0.1, seed=5)
    s = tf.random.shuffle(tf.constant([1, 2, 3]))
    u = tf.random.uniform((3,), minval=-1., maxval=1.)
    return a, s, u
print([value.numpy() for value in a_and_s_and_u()])
print(np.random.rand())
