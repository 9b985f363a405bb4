import numpy as np
import tensorflow as tf


def scale(x, y):
    return tf.cast(x, tf.float32) / 10.0, y


def inputs(count, batch_size):
    dataset = tf.data.Dataset.from_tensor_slices((np.arange(count), np.ones(count, np.float32)))
    dataset = dataset.map(scale).batch(batch_size)
    iterator = iter(dataset)
    return iterator


iterator_1 = inputs(7, 3)
iterator_2 = inputs(4, 4)
w = tf.Variable(1.0)


@tf.function(input_signature=iterator_2.element_spec)
def test_loss(x_test, y_test):
    return tf.reduce_mean(tf.square(x_test * w - y_test))


optimizer = tf.keras.optimizers.SGD(0.5)


@tf.function(input_signature=iterator_1.element_spec)
def train(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(x * w - y))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for x, y in iterator_1:
    print(train(x, y).numpy())
print(test_loss(*next(iterator_2)).numpy())
