import numpy as np
import tensorflow as tf


class RMSprop(tf.keras.optimizers.RMSprop):
    """RMSprop whose mean square starts at one."""

    def build(self, var_list):
        built = getattr(self, '_built', False) or getattr(self, 'built', False)
        with tf.init_scope():
            super().build(var_list)
            if not built:
                for velocity in self._velocities:
                    velocity.assign(tf.ones_like(velocity))


x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.ones([2, 1]))
b = tf.Variable(0.5)
optimizer = RMSprop(0.1, momentum=0.5, epsilon=1e-10)
optimizer.build([w, b])
optimizer_start = [variable.numpy() for variable in optimizer.variables]


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - 3.))
    variables = [w, b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def initialize_variables():
    w.assign(tf.ones([2, 1]))
    b.assign(0.5)
    for variable, value in zip(optimizer.variables, optimizer_start):
        variable.assign(value)


for trial in range(2):
    initialize_variables()
    for i in range(3):
        train([[1., 2.]])
    print(w.numpy().ravel(), b.numpy())
