"""A class that prints the learning rate which it decays."""
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


class Line(object):
    def __init__(self, rate):
        self.x = tf.TensorSpec([None], tf.float32)
        self.y = tf.TensorSpec([None], tf.float32)
        self.step = tf.Variable(0, trainable=False, name='step')
        self.slope = tf.Variable(0.0, name='slope')
        self.build(rate)
        self.train = tf.function(self.train, input_signature=[self.x, self.y])
        self.lr_and_loss = tf.function(self.lr_and_loss, input_signature=[self.x, self.y])

    def train(self, x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(x * self.slope - y))
        variables = [self.slope]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.step.assign_add(1)
        return loss

    def lr_and_loss(self, x, y):
        loss = tf.reduce_mean(tf.square(x * self.slope - y))
        return self.lr(self.step), loss

    def build(self, rate):
        lr = tf.keras.optimizers.schedules.ExponentialDecay(rate, decay_steps=2, decay_rate=0.5, staircase=True)
        self.lr = lr
        self.optimizer = Momentum(lr, momentum=0.9)

    def fit(self, x, y, epochs):
        for epoch in range(epochs):
            loss = self.train(x, y).numpy()
            print(epoch, 'rate', self.lr(self.step).numpy(), 'loss', np.round(loss, 5))


line = Line(0.1)
line.fit([1.0, 2.0], [2.0, 4.0], 4)
print([value.numpy() for value in line.lr_and_loss([1.0], [2.0])])
print([line.lr(line.step).numpy(), line.slope.numpy()])
