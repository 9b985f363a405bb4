import tensorflow as tf

counter = tf.Variable(0, trainable=False, name='counter')
rate = tf.Variable(1.0, trainable=False)
new_rate = tf.TensorSpec([], tf.float32)


@tf.function(input_signature=[new_rate])
def set_rate(new_rate):
    return rate.assign(new_rate)


@tf.function
def increment():
    return counter.assign_add(2)


@tf.function
def halve():
    return rate.assign(rate * 0.5)


@tf.function
def decrement():
    return counter.assign_sub(1)


print(increment().numpy())
print(decrement().numpy())
set_rate(0.8)
print(halve().numpy())
print([counter.numpy(), rate.numpy()])
