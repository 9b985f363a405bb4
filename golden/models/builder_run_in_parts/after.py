import numpy as np
import tensorflow as tf


class Encoder(tf.keras.layers.Layer):
    def __init__(self, n_hidden, n_z):
        super().__init__()
        self.h = tf.keras.layers.Dense(n_hidden, activation=tf.nn.tanh)
        self.mean = tf.keras.layers.Dense(n_z)

    def call(self, x):
        h = self.h(x)
        return self.mean(h)


class Decoder(tf.keras.layers.Layer):
    def __init__(self, n_out):
        super().__init__()
        self.n_out = n_out

    def build(self, input_shape):
        self.w = self.add_weight(shape=[input_shape[1], self.n_out], name='w')
        self.b = self.add_weight(shape=[self.n_out], initializer=tf.constant_initializer(0.1), name='b')

    def call(self, z, keep_prob):
        return tf.nn.dropout(tf.sigmoid(tf.matmul(z, self.w) + self.b), rate=1 - keep_prob)


class Autoencoder(tf.keras.layers.Layer):
    def __init__(self, n_hidden, n_z):
        super().__init__()
        self.n_hidden = n_hidden
        self.n_z = n_z
        self.encoder = Encoder(self.n_hidden, self.n_z)

    def call(self, x_noisy):
        # encoding
        mean = self.encoder(x_noisy)
        z = mean + 0.1 * tf.random.normal(tf.shape(mean))
        return z, mean


class AutoencoderY(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.decoder = Decoder(3)

    def call(self, z, keep_prob):
        # decoding
        y = self.decoder(z, keep_prob=keep_prob)
        return y


def autoencoder_y_loss(y, mean, x):
    # loss
    likelihood = tf.reduce_mean(tf.reduce_sum(x * tf.math.log(y + 1e-8), 1))
    penalty = tf.reduce_mean(tf.square(mean))
    loss = penalty - likelihood

    return loss, -likelihood


def generator(decoder, z):
    return decoder(z, keep_prob=1.0)


def main():
    x_noisy = tf.TensorSpec([None, 3], tf.float32)
    x = tf.TensorSpec([None, 3], tf.float32)
    keep_prob = tf.TensorSpec([], tf.float32)
    z_in = tf.TensorSpec([None, 2], tf.float32)

    autoencoder = Autoencoder(4, 2)

    @tf.function(input_signature=[x_noisy])
    def compute_z(x_noisy):
        z, mean = autoencoder(x_noisy)
        return z

    autoencoder_y = AutoencoderY()

    @tf.function(input_signature=[x_noisy, keep_prob])
    def compute_y(x_noisy, keep_prob):
        z, mean = autoencoder(x_noisy)
        return autoencoder_y(z, keep_prob)

    @tf.function(input_signature=[z_in])
    def generated(z_in):
        return generator(autoencoder_y.decoder, z_in)

    optimizer = tf.keras.optimizers.Adam(0.05, beta_2=0.9990000129, epsilon=1e-8)

    @tf.function(input_signature=[x_noisy, x, keep_prob])
    def train_step(x_noisy, x, keep_prob):
        with tf.GradientTape() as tape:
            z, mean = autoencoder(x_noisy)
            y = autoencoder_y(z, keep_prob)
            loss, neg_likelihood = autoencoder_y_loss(y, mean, x)
        variables = autoencoder.trainable_variables + autoencoder_y.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss, neg_likelihood

    data = np.linspace(0, 1, 12).reshape(4, 3)
    for step in range(3):
        noisy = data + 0.1 * step
        total, part = train_step(noisy, data, 1.)
        total, part = total.numpy(), part.numpy()
        print(step, total, part)
    print(compute_z(data).numpy())
    print(compute_y(data, 1.).numpy())
    print(generated([[0.5, -0.5]]).numpy())


if __name__ == '__main__':
    main()
