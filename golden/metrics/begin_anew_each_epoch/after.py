import tensorflow as tf
x = tf.TensorSpec([None], tf.float32)
mean_metric = tf.keras.metrics.Mean()


@tf.function(input_signature=[x])
def mean(x):
    return mean_metric(x)


w = tf.Variable(1.0)


def initialize_variables():
    w.assign(1.0)
    mean_metric.reset_state()


@tf.function
def add():
    return w.assign_add(1.0)


for i in range(3):
    mean_metric.reset_state()
    add()
    print(mean([1., i]).numpy(), mean([4., i]).numpy(), w.numpy())
initialize_variables()
print(mean([7.]).numpy(), w.numpy())
