import numpy as np
import tensorflow as tf

floats = tf.TensorSpec([None], tf.float32)
ints = tf.TensorSpec([None], tf.int32)


@tf.function(input_signature=[floats])
def half(floats):
    return floats / 2


@tf.function(input_signature=[ints])
def third(ints):
    return tf.cast(ints, tf.float32) / 3


print(half([1, 2, 3]).numpy())
print(half(np.arange(3)).numpy())
print(half(np.array([1., 1e-9 + 1.], dtype=np.float64)).numpy())
print(third(np.array([1, 2], dtype=np.int64)).numpy())


@tf.function(input_signature=[ints])
def evaluate(ints):
    return ints // 2


print(evaluate([7, 9]).numpy())
print(half([5]).numpy().dtype)
