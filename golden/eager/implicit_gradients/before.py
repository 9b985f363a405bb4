import numpy as np
import tensorflow as tf

tf.enable_eager_execution()
tfe = tf.contrib.eager

X = np.linspace(-1, 1, 12).astype(np.float32).reshape(6, 2)
Y = (X[:, :1] * 2 + 1).astype(np.float32)
dataset = tf.data.Dataset.from_tensor_slices((X, Y)).repeat(2).batch(4)

W = tfe.Variable(tf.zeros([2, 1]), name='W')
b = tfe.Variable(0.5)
step = tf.Variable(0, dtype=tf.int64)


def loss(x, y):
    return tf.reduce_mean(tf.square(tf.matmul(x, W) + b - y))


optimizer = tf.train.GradientDescentOptimizer(0.1)
grad = tfe.implicit_value_and_gradients(loss)
mean = tfe.metrics.Mean('loss')
for x, y in tfe.Iterator(dataset):
    value, gradients = grad(x, y)
    mean(value)
    optimizer.apply_gradients(gradients, global_step=step)
    print(step.numpy(), value.numpy())
print(mean.result().numpy())
print(W.numpy().ravel(), b.numpy())
slopes = tfe.gradients_function(lambda u, v: u * u * v)
print([s.numpy() for s in slopes(3.0, 4.0)])
