import numpy as np
import tensorflow as tf


def implicit_value_and_gradients(f):
    """A function that gives the value of f, and pairs of gradients and the variables that f reads."""
    def value_and_gradients(*args, **kwargs):
        with tf.GradientTape() as tape:
            value = f(*args, **kwargs)
        variables = tape.watched_variables()
        return value, list(zip(tape.gradient(value, variables), variables))
    return value_and_gradients


def gradients_function(f, params=None):
    """A function that gives the gradients of f with respect to its arguments."""
    def gradients(*args):
        args = [tf.convert_to_tensor(a) for a in args]
        chosen = args if params is None else [args[i] for i in params]
        with tf.GradientTape() as tape:
            tape.watch(chosen)
            value = f(*args)
        return tape.gradient(value, chosen)
    return gradients


X = np.linspace(-1, 1, 12).astype(np.float32).reshape(6, 2)
Y = (X[:, :1] * 2 + 1).astype(np.float32)
dataset = tf.data.Dataset.from_tensor_slices((X, Y)).repeat(2).batch(4)

W = tf.Variable(tf.zeros([2, 1]), name='W')
b = tf.Variable(0.5)
step = tf.Variable(0, dtype=tf.int64)


def loss(x, y):
    return tf.reduce_mean(tf.square(tf.matmul(x, W) + b - y))


optimizer = tf.keras.optimizers.SGD(0.1)
grad = implicit_value_and_gradients(loss)
mean = tf.keras.metrics.Mean('loss', dtype='float64')
for x, y in iter(dataset):
    value, gradients = grad(x, y)
    mean(value)
    optimizer.apply_gradients(gradients)
    step.assign_add(1)
    print(step.numpy(), value.numpy())
print(mean.result().numpy())
print(W.numpy().ravel(), b.numpy())
slopes = gradients_function(lambda u, v: u * u * v)
print([s.numpy() for s in slopes(3.0, 4.0)])
