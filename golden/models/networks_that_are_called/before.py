import numpy as np
import tensorflow as tf


def linear(x, n_out, scope='linear'):
    with tf.variable_scope(scope):
        w = tf.get_variable('w', [x.get_shape()[-1], n_out], initializer=tf.truncated_normal_initializer(stddev=0.1))
        b = tf.get_variable('b', [n_out], initializer=tf.constant_initializer(0.0))
        return tf.matmul(x, w) + b


class Generator(object):
    def __init__(self, n_out, hidden=8, name='generator'):
        self.n_out = n_out
        self.hidden = hidden
        self.name = name

    def __call__(self, z, reuse=False):
        with tf.variable_scope(self.name, reuse=reuse):
            h = tf.nn.relu(linear(z, self.hidden, 'h0'))
            return linear(h, self.n_out, 'h1')

    @property
    def vars(self):
        return [v for v in tf.trainable_variables() if v.name.startswith(self.name)]


class Discriminator(object):
    def __init__(self, hidden=8, name='discriminator'):
        self.hidden = hidden
        self.name = name

    def __call__(self, x, reuse=False):
        with tf.variable_scope(self.name, reuse=reuse):
            h = tf.nn.relu(linear(x, self.hidden, 'h0'))
            logits = linear(h, 1, 'h1')
            return tf.nn.sigmoid(logits), logits

    @property
    def vars(self):
        return [v for v in tf.trainable_variables() if v.name.startswith(self.name)]


class GAN(object):
    def __init__(self, generator, discriminator, x_dim, z_dim, lr=1e-2):
        self.G = generator
        self.D = discriminator
        self.z_dim = z_dim
        self.x = tf.placeholder(tf.float32, [None, x_dim], name='x')
        self.z = tf.placeholder(tf.float32, [None, z_dim], name='z')
        self.fake = self.G(self.z)
        self.d_real, self.d_real_logits = self.D(self.x)
        self.d_fake, self.d_fake_logits = self.D(self.fake, reuse=True)
        self.d_loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
            logits=self.d_real_logits, labels=tf.ones_like(self.d_real_logits))) + \
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
                logits=self.d_fake_logits, labels=tf.zeros_like(self.d_fake_logits)))
        self.g_loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
            logits=self.d_fake_logits, labels=tf.ones_like(self.d_fake_logits)))
        self.d_adam = tf.train.AdamOptimizer(lr, beta1=0.5).minimize(self.d_loss, var_list=self.D.vars)
        self.g_adam = tf.train.AdamOptimizer(lr, beta1=0.5).minimize(self.g_loss, var_list=self.G.vars)
        self.sess = tf.Session()

    def train(self, data, steps=5, batch=8):
        self.sess.run(tf.global_variables_initializer())
        rng = np.random.RandomState(1)
        for t in range(steps):
            bx = data[rng.randint(0, len(data), batch)]
            bz = rng.randn(batch, self.z_dim)
            for _ in range(2):
                self.sess.run(self.d_adam, feed_dict={self.x: bx, self.z: bz})
            self.sess.run(self.g_adam, feed_dict={self.z: bz})
            d_loss = self.sess.run(self.d_loss, feed_dict={self.x: bx, self.z: bz})
            g_loss = self.sess.run(self.g_loss, feed_dict={self.z: bz})
            print('Iter [%d] d_loss [%.4f] g_loss [%.4f]' % (t, d_loss, g_loss))

    def sample(self, n):
        return self.sess.run(self.fake, {self.z: np.random.RandomState(3).randn(n, self.z_dim)})


if __name__ == '__main__':
    G = Generator(2)
    D = Discriminator()
    gan = GAN(G, D, 2, 3)
    gan.train(np.random.RandomState(0).rand(50, 2) + 1)
    print(gan.sample(2))
