import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 6], tf.float32)
keep_prob = tf.TensorSpec((), tf.float32)


@tf.function(input_signature=[x, keep_prob])
def dropped(x, keep_prob=1.0):
    return tf.nn.dropout(x, rate=1 - keep_prob)


@tf.function(input_signature=[x])
def half(x):
    return tf.nn.dropout(x, rate=0.5)


@tf.function(input_signature=[x, keep_prob])
def dropped_and_total(x, keep_prob=1.0):
    dropped = tf.nn.dropout(x, rate=1 - keep_prob)
    total = tf.reduce_sum(dropped, 1)
    return dropped, total


data = np.ones([2, 6])
print([value.numpy() for value in dropped_and_total(data, 0.8)])
print(dropped(data).numpy())
print(half(data).numpy())
