import numpy as np
import tensorflow as tf


class Momentum(tf.keras.optimizers.SGD):
    """SGD whose momentum accumulates gradients, so that a new learning rate acts on all of it at once."""

    def update_step(self, gradient, variable, learning_rate=None):
        if isinstance(gradient, tf.IndexedSlices):
            gradient = tf.convert_to_tensor(gradient)
        rate = tf.cast(self.learning_rate if learning_rate is None else learning_rate, variable.dtype)
        try:
            index = self._get_variable_index(variable)
        except AttributeError:
            index = self._index_dict[self._var_key(variable)]
        accumulated = self.momentums[index]
        accumulated.assign(self.momentum * accumulated + gradient)
        if self.nesterov:
            variable.assign_sub(rate * (gradient + self.momentum * accumulated))
        else:
            variable.assign_sub(rate * accumulated)


x_data = np.linspace(-1, 1, 20).reshape(-1, 1).astype(np.float32)
y_data = 3 * x_data + 2

x = tf.TensorSpec([None, 1], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
lr = tf.TensorSpec([], tf.float32)


def weight_variable(shape):
    initial = tf.random.truncated_normal(shape, stddev=0.1)
    return tf.Variable(initial)


def bias_variable(shape):
    initial = tf.constant(0.1, shape=shape)
    return tf.Variable(initial)


W_fc1 = weight_variable([1, 10])
b_fc1 = bias_variable([10])
W_fc2 = weight_variable([10, 1])
b_fc2 = bias_variable([1])
optimizer = Momentum(0.0, momentum=0.9)


@tf.function(input_signature=[x, y, lr])
def train_step(x, y, lr):
    with tf.GradientTape() as tape:
        h_fc1 = tf.nn.tanh(tf.matmul(x, W_fc1) + b_fc1)
        out = tf.matmul(h_fc1, W_fc2) + b_fc2
        cost = tf.reduce_mean(tf.square(out - y))
    optimizer.learning_rate.assign(lr)
    variables = [W_fc1, b_fc1, W_fc2, b_fc2]
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
    return cost


def initialize_variables():
    W_fc1.assign(weight_variable([1, 10]))
    b_fc1.assign(bias_variable([10]))
    W_fc2.assign(weight_variable([10, 1]))
    b_fc2.assign(bias_variable([1]))
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(tf.zeros_like(variable))


for rate in [0.1, 0.01]:
    initialize_variables()
    for i in range(30):
        c = train_step(x_data, y_data, rate).numpy()
        if i % 10 == 0:
            print(rate, i, c)
