import numpy as np
import tensorflow as tf


class Encoder(object):
    def __init__(self, n_hidden, keep_prob):
        self.n_hidden = n_hidden
        self.keep_prob = keep_prob

    def encode(self, x, scope='enc'):
        with tf.variable_scope(scope):
            h = tf.layers.dense(x, self.n_hidden, tf.nn.relu)
            return tf.nn.dropout(h, self.keep_prob)


class Decoder(object):
    def __init__(self, n_out):
        self.n_out = n_out

    def decode(self, h):
        with tf.variable_scope('dec'):
            return tf.layers.dense(h, self.n_out)


class System(object):
    def __init__(self, encoder, decoder, n_in, lr):
        self.x = tf.placeholder(tf.float32, [None, n_in])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.setup_system(encoder, decoder)
        self.setup_loss()
        self.updates = tf.train.GradientDescentOptimizer(lr).minimize(self.loss)

    def setup_system(self, encoder, decoder):
        h = encoder.encode(self.x)
        self.pred = decoder.decode(h)

    def setup_loss(self):
        self.loss = tf.reduce_mean(tf.square(self.pred - self.y))

    def optimize(self, session, x, y):
        return session.run([self.updates, self.loss], {self.x: x, self.y: y})[1]

    def decode(self, session, x):
        return session.run(self.pred, {self.x: x})


def main():
    rng = np.random.RandomState(0)
    x = rng.rand(12, 3)
    y = x.sum(1, keepdims=True)
    enc, dec = Encoder(5, 0.9), Decoder(1)
    system = System(enc, dec, 3, 0.05)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(4):
            print(i, system.optimize(sess, x, y))
        print(system.decode(sess, x[:2]).shape)


main()
