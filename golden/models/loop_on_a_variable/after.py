import numpy as np
import tensorflow as tf

n_observations = 20
xs = np.linspace(-3, 3, n_observations)
ys = np.sin(xs) + np.random.RandomState(1).uniform(-0.5, 0.5, n_observations)
X = tf.TensorSpec(None, tf.float32)
Y = tf.TensorSpec(None, tf.float32)
bias = tf.Variable(tf.random.normal([1]), name='bias')
W_list = []
for pow_i in range(1, 4):
    W_list.append(tf.Variable(tf.random.normal([1]), name='weight_%d' % pow_i))


@tf.function(input_signature=[X])
def Y_pred(X):
    Y_pred = tf.identity(bias)
    for pow_i, W in zip(range(1, 4), W_list):
        Y_pred = tf.add(tf.multiply(tf.pow(X, pow_i), W), Y_pred)
    return Y_pred


@tf.function(input_signature=[X, Y])
def cost(X, Y):
    Y_pred = tf.identity(bias)
    for pow_i, W in zip(range(1, 4), W_list):
        Y_pred = tf.add(tf.multiply(tf.pow(X, pow_i), W), Y_pred)
    cost = tf.reduce_sum(tf.pow(Y_pred - Y, 2)) / (n_observations - 1)
    return tf.add(cost, tf.multiply(1e-6, tf.linalg.global_norm([W])))


learning_rate = 0.001
optimizer = tf.keras.optimizers.SGD(learning_rate)


@tf.function(input_signature=[X, Y])
def train_step(X, Y):
    with tf.GradientTape() as tape:
        Y_pred = tf.identity(bias)
        for pow_i, W in zip(range(1, 4), W_list):
            Y_pred = tf.add(tf.multiply(tf.pow(X, pow_i), W), Y_pred)
        cost = tf.reduce_sum(tf.pow(Y_pred - Y, 2)) / (n_observations - 1)
        cost = tf.add(cost, tf.multiply(1e-6, tf.linalg.global_norm([W])))
    variables = [bias] + W_list
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))


n_epochs = 5
prev_training_cost = 0.0
for epoch_i in range(n_epochs):
    for (x, y) in zip(xs, ys):
        train_step(x, y)
    training_cost = cost(xs, ys).numpy()
    print(training_cost)
    if epoch_i % 2 == 0:
        print(Y_pred(xs).numpy()[:3])
    if np.abs(prev_training_cost - training_cost) < 0.000001:
        break
    prev_training_cost = training_cost
