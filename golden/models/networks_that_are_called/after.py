import numpy as np
import tensorflow as tf


class Linear(tf.keras.layers.Layer):
    def __init__(self, n_out):
        super().__init__()
        self.n_out = n_out

    def build(self, input_shape):
        self.w = self.add_weight(shape=[input_shape[-1], self.n_out], initializer=tf.keras.initializers.TruncatedNormal(stddev=0.1), name='w')
        self.b = self.add_weight(shape=[self.n_out], initializer=tf.constant_initializer(0.0), name='b')

    def call(self, x):
        return tf.matmul(x, self.w) + self.b


class GeneratorLayer(tf.keras.layers.Layer):
    def __init__(self, name, n_out, hidden):
        super().__init__()
        self.n_out = n_out
        self.hidden = hidden
        self.h0 = Linear(self.hidden)
        self.h1 = Linear(self.n_out)

    def call(self, z):
        h = tf.nn.relu(self.h0(z))
        return self.h1(h)


class DiscriminatorLayer(tf.keras.layers.Layer):
    def __init__(self, name, hidden):
        super().__init__()
        self.hidden = hidden
        self.h0 = Linear(self.hidden)
        self.h1 = Linear(1)

    def call(self, x):
        h = tf.nn.relu(self.h0(x))
        logits = self.h1(h)
        return tf.nn.sigmoid(logits), logits


class Generator(object):
    def __init__(self, n_out, hidden=8, name='generator'):
        self.n_out = n_out
        self.hidden = hidden
        self.name = name


class Discriminator(object):
    def __init__(self, hidden=8, name='discriminator'):
        self.hidden = hidden
        self.name = name


class GAN(object):
    def __init__(self, generator, discriminator, x_dim, z_dim, lr=1e-2):
        self.G = generator
        self.D = discriminator
        self.z_dim = z_dim
        self.x = tf.TensorSpec([None, x_dim], tf.float32, name='x')
        self.z = tf.TensorSpec([None, z_dim], tf.float32, name='z')
        self.generator = GeneratorLayer(self.G.name, self.G.n_out, self.G.hidden)
        self.discriminator = DiscriminatorLayer(self.D.name, self.D.hidden)
        self.optimizer = tf.keras.optimizers.Adam(lr, beta_1=0.5, beta_2=0.9990000129, epsilon=1e-8)
        self.optimizer_1 = tf.keras.optimizers.Adam(lr, beta_1=0.5, beta_2=0.9990000129, epsilon=1e-8)
        self.d_adam = tf.function(self.d_adam, input_signature=[self.x, self.z])
        self.g_adam = tf.function(self.g_adam, input_signature=[self.z])
        self.d_loss = tf.function(self.d_loss, input_signature=[self.x, self.z])
        self.g_loss = tf.function(self.g_loss, input_signature=[self.z])
        self.fake = tf.function(self.fake, input_signature=[self.z])

    def d_adam(self, x, z):
        with tf.GradientTape() as tape:
            fake = self.generator(z)
            d_real, d_real_logits = self.discriminator(x)
            d_fake, d_fake_logits = self.discriminator(fake)
            d_loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
                logits=d_real_logits, labels=tf.ones_like(d_real_logits))) + \
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
                    logits=d_fake_logits, labels=tf.zeros_like(d_fake_logits)))
        variables = self.discriminator.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(d_loss, variables), variables))

    def g_adam(self, z):
        with tf.GradientTape() as tape:
            fake = self.generator(z)
            d_fake, d_fake_logits = self.discriminator(fake)
            g_loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
                logits=d_fake_logits, labels=tf.ones_like(d_fake_logits)))
        variables = self.generator.trainable_variables
        self.optimizer_1.apply_gradients(zip(tape.gradient(g_loss, variables), variables))

    def d_loss(self, x, z):
        fake = self.generator(z)
        d_real, d_real_logits = self.discriminator(x)
        d_fake, d_fake_logits = self.discriminator(fake)
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
            logits=d_real_logits, labels=tf.ones_like(d_real_logits))) + \
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
                logits=d_fake_logits, labels=tf.zeros_like(d_fake_logits)))

    def g_loss(self, z):
        fake = self.generator(z)
        d_fake, d_fake_logits = self.discriminator(fake)
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
            logits=d_fake_logits, labels=tf.ones_like(d_fake_logits)))

    def fake(self, z):
        return self.generator(z)

    def train(self, data, steps=5, batch=8):
        rng = np.random.RandomState(1)
        for t in range(steps):
            bx = data[rng.randint(0, len(data), batch)]
            bz = rng.randn(batch, self.z_dim)
            for _ in range(2):
                self.d_adam(bx, bz)
            self.g_adam(bz)
            d_loss = self.d_loss(bx, bz).numpy()
            g_loss = self.g_loss(bz).numpy()
            print('Iter [%d] d_loss [%.4f] g_loss [%.4f]' % (t, d_loss, g_loss))

    def sample(self, n):
        return self.fake(np.random.RandomState(3).randn(n, self.z_dim)).numpy()


if __name__ == '__main__':
    G = Generator(2)
    D = Discriminator()
    gan = GAN(G, D, 2, 3)
    gan.train(np.random.RandomState(0).rand(50, 2) + 1)
    print(gan.sample(2))
