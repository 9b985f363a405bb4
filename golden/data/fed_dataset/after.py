import numpy as np
import tensorflow as tf


def make_dataset(px, py):
    px = tf.cast(px, tf.float32)
    py = tf.cast(py, tf.float32)
    dataset = tf.data.Dataset.from_tensor_slices((px, py))
    dataset = dataset.batch(2)
    dataset = dataset.repeat(2)
    return dataset


w = tf.Variable([[0.5]])


@tf.function
def loss(x, y):
    x = tf.cast(x, tf.float32)
    y = tf.cast(y, tf.float32)
    return tf.reduce_mean(tf.square(tf.matmul(x, w) - y))


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - y))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


xs = np.arange(3).reshape(3, 1)
iterator = iter(make_dataset(xs, xs * 3.0))
for step in range(20):
    try:
        l = train(*next(iterator)).numpy()
        print(step, l, loss([[2]], [[5]]).numpy())
    except StopIteration:
        print('finished after', step)
        break
