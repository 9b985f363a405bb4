import tensorflow as tf

scale = 2.0
bias = [1.0, 1.0]
x = tf.TensorSpec([2], tf.float32)
bias_then = list(bias)


@tf.function(input_signature=[x])
def y(x):
    return x * scale + tf.constant(bias_then)


scale_1 = 100.0
bias[0] = -50.0


@tf.function(input_signature=[x])
def z(x):
    y = x * scale + tf.constant(bias_then)
    return y * scale_1


print(y([1., 2.]).numpy())
print(z([1., 2.]).numpy())
scale_2 = 7.0
print(z([1., 2.]).numpy())
