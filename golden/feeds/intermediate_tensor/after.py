import tensorflow as tf

x = tf.TensorSpec([None], tf.float32)


@tf.function(input_signature=[x])
def hidden(x):
    return tf.square(x)


@tf.function(input_signature=[x])
def out(x):
    hidden = tf.square(x)
    return tf.reduce_sum(hidden + 1.)


@tf.function(input_signature=[tf.TensorSpec(None, tf.float32)])
def out_1(hidden):
    return tf.reduce_sum(hidden + 1.)


print(out([1., 2., 3.]).numpy())
print(out_1([0., 0., 10.]).numpy())
print(hidden([1.5]).numpy())
