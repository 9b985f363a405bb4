import numpy as np
import tensorflow as tf


class Linear(tf.keras.layers.Layer):
    def __init__(self, size, stddev=0.02):
        super().__init__()
        self.size = size
        self.stddev = stddev

    def build(self, input_shape):
        self.w = self.add_weight(shape=[input_shape[1], self.size], initializer=tf.random_normal_initializer(stddev=self.stddev), name='w')
        self.b = self.add_weight(shape=[self.size], initializer=tf.constant_initializer(0.1), name='b')

    def call(self, x):
        return tf.matmul(x, self.w) + self.b


class Generator(tf.keras.layers.Layer):
    def __init__(self, dim=4):
        super().__init__()
        self.dim = dim
        self.hidden = Linear(8)
        self.out = Linear(self.dim)

    def call(self, z):
        h = tf.nn.relu(self.hidden(z))
        return tf.nn.tanh(self.out(h))


class Discriminator(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.hidden = Linear(8)
        self.logit = Linear(1)

    def call(self, x):
        h = tf.nn.relu(self.hidden(x))
        return self.logit(h)


real = tf.TensorSpec([None, 4], tf.float32)
z = tf.TensorSpec([None, 3], tf.float32)
generator = Generator()


@tf.function(input_signature=[z])
def fake(z):
    return generator(z)


discriminator = Discriminator()

d_optimizer = tf.keras.optimizers.SGD(0.5)


@tf.function(input_signature=[real, z])
def d_step(real, z):
    with tf.GradientTape() as tape:
        fake = generator(z)
        real_logit = discriminator(real)
        fake_logit = discriminator(fake)
        d_loss = tf.reduce_mean(tf.nn.softplus(-real_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
    d_vars = discriminator.trainable_variables
    d_optimizer.apply_gradients(zip(tape.gradient(d_loss, d_vars), d_vars))


g_optimizer = tf.keras.optimizers.SGD(0.5)


@tf.function(input_signature=[z])
def g_step(z):
    with tf.GradientTape() as tape:
        fake = generator(z)
        fake_logit = discriminator(fake)
        g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
    g_vars = generator.trainable_variables
    g_optimizer.apply_gradients(zip(tape.gradient(g_loss, g_vars), g_vars))


rng = np.random.RandomState(0)
for step in range(4):
    noise = rng.randn(5, 3)
    d_step(rng.rand(5, 4), noise)
    g_step(noise)
print(fake(np.ones((1, 3))).numpy())
