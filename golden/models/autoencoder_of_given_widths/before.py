"""An autoencoder whose layers are as wide as two lists say, each turn of a loop handing on its width."""
import numpy as np
import tensorflow as tf


class AutoEncoder(object):
    def __init__(self, n_in, layers, lr=0.01):
        self.n_in = n_in
        self.layers = layers
        self.x = tf.placeholder(tf.float32, [None, n_in])
        h = self.x
        size = n_in
        for i, units in enumerate(layers):
            h = self._layer(h, size, units, 'enc%d' % i)
            size = units
        self.code = h
        for i, units in enumerate(list(reversed(layers[:-1])) + [n_in]):
            h = self._layer(h, size, units, 'dec%d' % i)
            size = units
        self.out = h
        self.loss = tf.reduce_mean(tf.square(self.out - self.x))
        self.train_op = tf.train.AdamOptimizer(lr).minimize(self.loss)

    def _layer(self, x, n_in, n_out, name):
        with tf.variable_scope(name):
            w = tf.get_variable('w', [n_in, n_out], initializer=tf.random_normal_initializer(stddev=0.2))
            b = tf.get_variable('b', [n_out], initializer=tf.zeros_initializer())
            return tf.nn.tanh(tf.matmul(x, w) + b)


rng = np.random.RandomState(0)
ae = AutoEncoder(6, [5, 4, 2])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        _, l = sess.run([ae.train_op, ae.loss], {ae.x: rng.rand(8, 6)})
        print(i, l)
    print(sess.run(ae.code, {ae.x: np.ones([1, 6])}))
