import sys

import numpy as np
import tensorflow as tf


class Network(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.h = tf.keras.layers.Dense(4, activation=tf.nn.relu)
        self.out = tf.keras.layers.Dense(1)

    def call(self, x):
        h = self.h(x)
        return self.out(h)


def main(show, size):
    x = tf.TensorSpec([None, 2], tf.float32)
    t = tf.TensorSpec([None, 1], tf.float32)
    grid_in = tf.TensorSpec([None, 2], tf.float32)
    network = Network()
    optimizer = tf.keras.optimizers.SGD(0.1)

    @tf.function(input_signature=[x, t])
    def train_step(x, t):
        with tf.GradientTape() as tape:
            y = network(x)
            loss = tf.reduce_mean(tf.square(y - t))
        variables = network.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    @tf.function(input_signature=[grid_in])
    def surface(grid_in):
        return network(grid_in)

    if show and size > 1:
        # what is shown
        show = np.linspace(-1, 1, size)
        points = np.stack([show, show ** 2], 1)

    data = np.arange(6.).reshape(3, 2) / 6
    for _ in range(3):
        value = train_step(data, data[:, :1]).numpy()
        print(value)
    if size > 1:
        print(show, surface(points).numpy())


main(len(sys.argv) > 0, 1 + len(sys.argv))
