import numpy as np
import tensorflow as tf

m, n = 6, 2
rng = np.random.RandomState(4)
data = np.c_[np.ones((m, 1)), rng.rand(m, n)]
target = data.dot([[1.], [2.], [3.]])
X = tf.constant(data, dtype=tf.float32, name="X")
y = tf.constant(target, dtype=tf.float32, name="y")
theta = tf.Variable(tf.random_uniform([n + 1, 1], -1.0, 1.0, seed=42), name="theta")
y_pred = tf.matmul(X, theta, name="predictions")
error = y_pred - y
mse = tf.reduce_mean(tf.square(error), name="mse")
gradients = 2 / m * tf.matmul(tf.transpose(X), error)
autodiff = tf.gradients(mse, [theta])[0]
training_op = tf.assign(theta, theta - 0.1 * gradients)
init = tf.global_variables_initializer()

with tf.Session() as sess:
    sess.run(init)
    for epoch in range(6):
        if epoch % 3 == 0:
            print("Epoch", epoch, "MSE =", mse.eval())
        sess.run(training_op)
    best_theta = theta.eval()
    print(autodiff.eval())
print(best_theta)
