import numpy as np
import tensorflow as tf

a = tf.constant([[1., 2.], [3., 4.]])
print(a.numpy())
print(tf.matmul(a, a).numpy())
v = tf.Variable(tf.zeros([2]))
print(v.numpy())
v.assign([1., 5.])


@tf.function
def evaluate():
    return v + 1


@tf.function
def reduce_max():
    return tf.reduce_max(v)


print(reduce_max().numpy(), evaluate().numpy())
x = tf.TensorSpec(None, tf.int32)


@tf.function(input_signature=[x])
def one_hot(x):
    return tf.one_hot(x, 3)


print(one_hot([0, 2]).numpy())
print(np.sum(one_hot(1).numpy()))
