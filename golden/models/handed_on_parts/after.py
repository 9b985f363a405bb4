import numpy as np
import tensorflow as tf


class Encode(tf.keras.layers.Layer):
    def __init__(self, n_hidden, keep_prob):
        super().__init__()
        self.keep_prob = keep_prob
        self.dense = tf.keras.layers.Dense(n_hidden, activation=tf.nn.relu)

    def call(self, x):
        h = self.dense(x)
        return tf.nn.dropout(h, rate=1 - self.keep_prob)


class Decode(tf.keras.layers.Layer):
    def __init__(self, n_out):
        super().__init__()
        self.dense = tf.keras.layers.Dense(n_out)

    def call(self, h):
        return self.dense(h)


class Encoder(object):
    def __init__(self, n_hidden, keep_prob):
        self.n_hidden = n_hidden
        self.keep_prob = keep_prob


class Decoder(object):
    def __init__(self, n_out):
        self.n_out = n_out


class System(object):
    def __init__(self, encoder, decoder, n_in, lr):
        self.x = tf.TensorSpec([None, n_in], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.setup_system(encoder, decoder)
        self.optimizer = tf.keras.optimizers.SGD(lr)
        self.pred = tf.function(self.pred, input_signature=[self.x])
        self.updates = tf.function(self.updates, input_signature=[self.x, self.y])

    def pred(self, x):
        h = self.enc_dense(x)
        return self.dec_dense(h)

    def updates(self, x, y):
        with tf.GradientTape() as tape:
            pred = self.pred(x)
            loss = tf.reduce_mean(tf.square(pred - y))
        variables = self.enc_dense.trainable_variables + self.dec_dense.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def setup_system(self, encoder, decoder):
        self.decoder = decoder
        self.encoder = encoder
        self.enc_dense = Encode(encoder.n_hidden, encoder.keep_prob)
        self.dec_dense = Decode(decoder.n_out)

    def optimize(self, x, y):
        return self.updates(x, y).numpy()

    def decode(self, x):
        return self.pred(x).numpy()


def main():
    rng = np.random.RandomState(0)
    x = rng.rand(12, 3)
    y = x.sum(1, keepdims=True)
    enc, dec = Encoder(5, 0.9), Decoder(1)
    system = System(enc, dec, 3, 0.05)
    for i in range(4):
        print(i, system.optimize(x, y))
    print(system.decode(x[:2]).shape)


main()
