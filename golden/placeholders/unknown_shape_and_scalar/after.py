import tensorflow as tf

value = tf.TensorSpec(None, tf.float32)
offset = tf.TensorSpec((), tf.float32)
negate = tf.TensorSpec([], tf.bool)


@tf.function(input_signature=[value, offset, negate])
def result(value, offset, negate):
    return tf.cond(negate, lambda: -value, lambda: value) + offset


print(result([[1., 2.]], 0.5, True).numpy())
print(result(4., 0.25, False).numpy())
