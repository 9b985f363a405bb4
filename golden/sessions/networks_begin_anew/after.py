import numpy as np
import tensorflow as tf


def reset_weights(layer):
    """Give the weights of a Keras layer first values again, drawn anew."""
    if layer.built:
        new = type(layer).from_config(layer.get_config())
        new.build_from_config(layer.get_build_config())
        layer.set_weights(new.get_weights())


class Net(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.h = tf.keras.layers.Dense(5, activation=tf.nn.tanh)
        self.o = tf.keras.layers.Dense(1)

    def call(self, x):
        h = self.h(x)
        return self.o(h)


x = tf.TensorSpec([None, 3], tf.float32)
net = Net()
net_1 = Net()


@tf.function(input_signature=[x])
def compute_loss(x):
    q = net(x)
    t = net_1(x)
    return tf.reduce_mean(tf.square(q - 1. - t))


optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        loss = compute_loss(x)
    variables = net.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def initialize_variables():
    reset_weights(net.h)
    reset_weights(net.o)
    reset_weights(net_1.h)
    reset_weights(net_1.o)
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(tf.zeros_like(variable))


bx = np.random.RandomState(0).rand(6, 3)
for trial in range(2):
    initialize_variables()
    for i in range(3):
        train(bx)
    print(trial, compute_loss(bx).numpy())
