import tensorflow as tf

x = tf.TensorSpec(None, tf.float32, name='x')
y = tf.TensorSpec(None, tf.float32, name='y')


@tf.function(input_signature=[x, y])
def z(x, y):
    return x * x + y


print(z(3., 1.).numpy())
print(z([1, 2], [0.5, 0.25]).numpy())
