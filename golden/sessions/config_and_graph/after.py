import tensorflow as tf

a = tf.TensorSpec([2, 2], tf.float32)
b = tf.constant([[1., 0.], [0., 2.]])

@tf.function(input_signature=[a])
def product(a):
    return tf.matmul(a, b)

print(product([[1., 2.], [3., 4.]]).numpy())
