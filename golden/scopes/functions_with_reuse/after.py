import numpy as np
import tensorflow as tf


class Generator(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([2, 3]), name='generator/w')
        self.b = tf.Variable(tf.constant_initializer(0.1)([3]), name='generator/b')

    def __call__(self, z):
        return tf.matmul(z, self.w) + self.b


class Discriminator(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.h = tf.keras.layers.Dense(4, activation=tf.nn.tanh)
        self.out = tf.keras.layers.Dense(1)

    def call(self, x):
        h = self.h(x)
        return self.out(h)


z = tf.TensorSpec([None, 2], tf.float32)
x = tf.TensorSpec([None, 3], tf.float32)
generator = Generator()


@tf.function(input_signature=[z])
def fake(z):
    return generator(z)


discriminator = Discriminator()
d_optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[z, x])
def d_step(z, x):
    with tf.GradientTape() as tape:
        fake = generator(z)
        real_logit = discriminator(x)
        fake_logit = discriminator(fake)
        d_loss = tf.reduce_mean(tf.nn.softplus(-real_logit) + tf.nn.softplus(fake_logit))
    d_vars = discriminator.trainable_variables
    d_optimizer.apply_gradients(zip(tape.gradient(d_loss, d_vars), d_vars))
    return d_loss


g_optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[z])
def g_step(z):
    with tf.GradientTape() as tape:
        fake = generator(z)
        fake_logit = discriminator(fake)
        g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
    g_vars = list(generator.trainable_variables)
    g_optimizer.apply_gradients(zip(tape.gradient(g_loss, g_vars), g_vars))
    return g_loss


rng = np.random.RandomState(1)
for step in range(5):
    noise, data = rng.rand(4, 2), rng.rand(4, 3)
    dl = d_step(noise, data).numpy()
    gl = g_step(noise).numpy()
    print(step, dl, gl)
print(fake([[0.5, -0.5]]).numpy())
