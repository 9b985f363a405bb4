import numpy as np
import tensorflow as tf

m, n = 6, 2
rng = np.random.RandomState(4)
data = np.c_[np.ones((m, 1)), rng.rand(m, n)]
target = data.dot([[1.], [2.], [3.]])
X = tf.constant(data, dtype=tf.float32, name="X")
y = tf.constant(target, dtype=tf.float32, name="y")
theta = tf.Variable(tf.random.uniform([n + 1, 1], -1.0, 1.0, seed=42), name="theta")


@tf.function
def mse():
    y_pred = tf.matmul(X, theta, name="predictions")
    error = y_pred - y
    return tf.reduce_mean(tf.square(error), name="mse")


@tf.function
def autodiff():
    with tf.GradientTape() as tape:
        y_pred = tf.matmul(X, theta, name="predictions")
        error = y_pred - y
        mse = tf.reduce_mean(tf.square(error), name="mse")
    return tape.gradient(mse, theta)


@tf.function
def training_op():
    y_pred = tf.matmul(X, theta, name="predictions")
    error = y_pred - y
    gradients = 2 / m * tf.matmul(tf.transpose(X), error)
    return theta.assign(theta - 0.1 * gradients)


for epoch in range(6):
    if epoch % 3 == 0:
        print("Epoch", epoch, "MSE =", mse().numpy())
    training_op()
best_theta = theta.numpy()
print(autodiff().numpy())
print(best_theta)
