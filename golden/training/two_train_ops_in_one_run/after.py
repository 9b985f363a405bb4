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
a_1 = tf.keras.layers.Dense(2, activation=tf.nn.tanh)
v_1 = tf.keras.layers.Dense(1)


@tf.function(input_signature=[x])
def a_loss_and_v_loss(x):
    a = a_1(x)
    v = v_1(x)
    a_loss = tf.reduce_mean(tf.square(a - 1.))
    v_loss = tf.reduce_mean(tf.square(v - 3.))
    return a_loss, v_loss


a_optimizer = RMSprop(0.01, epsilon=1e-10)
v_optimizer = RMSprop(0.1, epsilon=1e-10)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape(persistent=True) as tape:
        a_loss, v_loss = a_loss_and_v_loss(x)
    a_vars = a_1.trainable_variables
    v_vars = v_1.trainable_variables
    a_loss_gradients = tape.gradient(a_loss, a_vars)
    v_loss_gradients = tape.gradient(v_loss, v_vars)
    a_optimizer.apply_gradients(zip(a_loss_gradients, a_vars))
    v_optimizer.apply_gradients(zip(v_loss_gradients, v_vars))


for i in range(3):
    batch = np.array([[0.1 * i, 1.0]])
    train_step(batch)
    al, vl = a_loss_and_v_loss(batch)
    al, vl = al.numpy(), vl.numpy()
    print(al, vl)
