"""Lists that are fetched beside a training op: pairs of gradients and variables, one list in two orders."""
import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None], tf.float32)
w = tf.Variable(1.0)
bias = tf.Variable(0.5)


def compute_b_and_c_and_loss(x):
    a = x * w
    b = a + bias
    c = a * b
    loss = tf.reduce_mean(tf.square(c - 1.0))
    return b, c, loss


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def loss_and_pairs(x):
    with tf.GradientTape() as tape:
        b, c, loss = compute_b_and_c_and_loss(x)
    variables = [w, bias]
    pairs = list(zip(tape.gradient(loss, variables), variables))
    return loss, [(pairs[0][0], pairs[0][1].read_value()), (pairs[1][0], pairs[1][1].read_value())]


@tf.function(input_signature=[x])
def step(x):
    with tf.GradientTape() as tape:
        b, c, loss = compute_b_and_c_and_loss(x)
    variables = [w, bias]
    pairs = list(zip(tape.gradient(loss, variables), variables))
    optimizer.apply_gradients(pairs)
    return [b, c]


@tf.function(input_signature=[x])
def step_1(x):
    with tf.GradientTape() as tape:
        b, c, loss = compute_b_and_c_and_loss(x)
    variables = [w, bias]
    pairs = list(zip(tape.gradient(loss, variables), variables))
    optimizer.apply_gradients(pairs)
    return [c, b]


@tf.function(input_signature=[x])
def step_2(x):
    with tf.GradientTape() as tape:
        b, c, loss = compute_b_and_c_and_loss(x)
    variables = [w, bias]
    pairs = list(zip(tape.gradient(loss, variables), variables))
    optimizer.apply_gradients(pairs)
    return loss, [(pairs[0][0], pairs[0][1].read_value()), (pairs[1][0], pairs[1][1].read_value())]


data = np.array([0.5, 1.0, 1.5], np.float32)
for _ in range(3):
    shown = [value.numpy() for value in step(data)]
    print(shown)
    shown = [value.numpy() for value in step_1(data)]
    print(shown)
    loss_now, pairs_now = step_2(data)
    loss_now, pairs_now = loss_now.numpy(), tf.nest.map_structure(lambda value: value.numpy(), pairs_now)
    print(loss_now, pairs_now)
    print(list(tf.nest.map_structure(lambda value: value.numpy(), loss_and_pairs(data))))
