import numpy as np
import tensorflow as tf

a = tf.TensorSpec([3], tf.int32)
b = tf.TensorSpec([3], tf.int32)
m = tf.TensorSpec([2, 2], tf.float32)


@tf.function(input_signature=[a, b])
def quotient(a, b):
    return tf.math.floordiv(a, b)


c = tf.TensorSpec([2], tf.bool)


@tf.function(input_signature=[m, c])
def chosen(m, c):
    return tf.where(c[:, None], m, -m)


@tf.function(input_signature=[m])
def largest_and_total(m):
    largest = tf.argmax(m, 1)
    total = tf.reduce_sum(m, 1, keepdims=True)
    return largest, total


@tf.function(input_signature=[m])
def right(m):
    left, right = tf.split(m, 2, 1)
    return right


@tf.function(input_signature=[m])
def probabilities(m):
    return tf.nn.softmax(m)


@tf.function(input_signature=[m])
def low(m):
    return tf.cast(m * 3, tf.int32)


values = np.array([[0.1, 0.9], [0.2, 0.8]])
print(quotient([7, -7, 2], [2, 2, 3]).numpy())
print(chosen(values, [True, False]).numpy())
print([value.numpy() for value in largest_and_total(values)])
print(right(values).numpy())
print(probabilities(values).numpy())
print(low(values).numpy())
