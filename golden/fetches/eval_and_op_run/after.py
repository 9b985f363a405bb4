import tensorflow as tf

x = tf.TensorSpec([2], tf.float32)
v = tf.Variable([1., 1.], name='v')


@tf.function(input_signature=[x])
def y(x):
    return x * v


@tf.function
def bump():
    return v.assign_add([0.5, 1.5])


print(y([2., 3.]).numpy())
bump()
print(y([2., 3.]).numpy())
print(v.numpy())


@tf.function
def reduce_sum():
    return tf.reduce_sum(v)


print(reduce_sum().numpy())
