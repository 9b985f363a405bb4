import numpy as np
import tensorflow as tf


class Critic(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(5, activation=tf.nn.softplus)
        self.dense_1 = tf.keras.layers.Dense(1)

    def call(self, x):
        h = self.dense(x)
        return self.dense_1(h)


real = tf.TensorSpec([None, 2], tf.float32)
fake = tf.TensorSpec([None, 2], tf.float32)
critic = Critic()
optimizer = tf.keras.optimizers.Adam(0.01, beta_1=0.5, beta_2=0.9, epsilon=1e-8)


@tf.function(input_signature=[real, fake])
def train(real, fake):
    with tf.GradientTape() as outer_tape:
        eps = tf.random.uniform([tf.shape(real)[0], 1], 0.0, 1.0)
        mixed = eps * real + (1 - eps) * fake
        d_real, d_fake = critic(real), critic(fake)
        with tf.GradientTape() as tape:
            tape.watch(mixed)
            target = critic(mixed)
        grad = tape.gradient(target, mixed)
        slopes = tf.sqrt(tf.reduce_sum(tf.square(grad), axis=1))
        penalty = tf.reduce_mean(tf.square(slopes - 1.0))
        wd = tf.reduce_mean(d_real) - tf.reduce_mean(d_fake)
        d_loss = -wd + 10.0 * penalty
    theta = critic.trainable_variables
    optimizer.apply_gradients(zip(outer_tape.gradient(d_loss, theta), theta))
    return penalty, d_loss


rng = np.random.RandomState(9)
for t in range(4):
    feed = {'real': rng.randn(4, 2), 'fake': rng.randn(4, 2) + 2.0}
    gp, loss = train(**feed)
    gp, loss = gp.numpy(), loss.numpy()
    print(t, gp, loss)
