import tensorflow as tf


@tf.function
def doubled_and_shifted():
    noise = tf.random.normal([3])
    doubled = noise * 2.
    shifted = noise + 1.
    return doubled, shifted


@tf.function
def index():
    return tf.random.uniform([4], 0, 10, dtype=tf.int32)


a, b = doubled_and_shifted()
a, b = a.numpy(), b.numpy()
print(a - 2. * (b - 1.))
print(a, b)
print(index().numpy())
