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


global_step = tf.Variable(0, trainable=False, dtype=tf.int64, name='global_step')
lr = tf.keras.optimizers.schedules.PiecewiseConstantDecay([2, 4], values=[0.1, 0.05, 0.01])
v = tf.Variable([3.0, -1.0], name='v')
optimizer = Momentum(lr, momentum=0.9)


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(v - 1.0))
    variables = [v]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    global_step.assign_add(1)
    return loss


for i in range(7):
    l = train_step().numpy()
    print(i, l)
print(v.numpy())
