import numpy as np
import tensorflow as tf
rng = np.random

train_X = np.array([3.3, 4.4, 5.5, 6.71])
train_Y = np.array([1.7, 2.76, 2.09, 3.19])
X = tf.TensorSpec(None, tf.float32)
Y = tf.TensorSpec(None, tf.float32)
W_initial = rng.randn()
W = tf.Variable(W_initial, name="weight")
b_initial = rng.randn()
b = tf.Variable(b_initial, name="bias")


@tf.function(input_signature=[X, Y])
def compute_cost(X, Y):
    pred = tf.add(tf.multiply(X, W), b)
    return tf.reduce_sum(tf.pow(pred - Y, 2)) / 8


optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function(input_signature=[X, Y])
def train_step(X, Y):
    with tf.GradientTape() as tape:
        cost = compute_cost(X, Y)
    variables = [W, b]
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))


def initialize_variables():
    W.assign(W_initial)
    b.assign(b_initial)


for run in range(3):
    initialize_variables()
    for epoch in range(4):
        for (x, y) in zip(train_X, train_Y):
            train_step(x, y)
    print(run, W.numpy(), b.numpy(), compute_cost(train_X, train_Y).numpy())
