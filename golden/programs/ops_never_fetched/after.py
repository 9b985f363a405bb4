import tensorflow as tf

count = tf.Variable(0)


@tf.function
def y():
    return tf.identity(count) * 2


division = tf.constant(1.0) / tf.constant(0.0)


@tf.function
def bump():
    return count.assign_add(1)


bump()
print(y().numpy())
print(count.numpy())
