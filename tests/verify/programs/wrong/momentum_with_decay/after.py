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


x = tf.TensorSpec([None, 3], tf.float32)
rate = tf.TensorSpec([], tf.float32)
w = tf.Variable(tf.ones([3, 1]), name='w')
optimizer = Momentum(0.0, momentum=0.9)


@tf.function(input_signature=[x, rate])
def train_step(x, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 3.0))
    optimizer.learning_rate.assign(rate)
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


data = np.random.RandomState(0).rand(8, 3)
for step in range(8):
    value = train_step(data, 0.1 * 0.5 ** step).numpy()
    print(step, value)
