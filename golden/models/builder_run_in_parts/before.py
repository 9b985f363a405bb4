import numpy as np
import tensorflow as tf


def encoder(x, n_hidden, n_z):
    with tf.variable_scope('encoder'):
        h = tf.layers.dense(x, n_hidden, tf.nn.tanh, name='h')
        return tf.layers.dense(h, n_z, name='mean')


def decoder(z, n_out, keep_prob, reuse=False):
    with tf.variable_scope('decoder', reuse=reuse):
        w = tf.get_variable('w', [z.get_shape()[1], n_out])
        b = tf.get_variable('b', [n_out], initializer=tf.constant_initializer(0.1))
        return tf.nn.dropout(tf.sigmoid(tf.matmul(z, w) + b), keep_prob)


def autoencoder(x_noisy, x, n_hidden, n_z, keep_prob):
    # encoding
    mean = encoder(x_noisy, n_hidden, n_z)
    z = mean + 0.1 * tf.random_normal(tf.shape(mean))

    # decoding
    y = decoder(z, 3, keep_prob)

    # loss
    likelihood = tf.reduce_mean(tf.reduce_sum(x * tf.log(y + 1e-8), 1))
    penalty = tf.reduce_mean(tf.square(mean))
    loss = penalty - likelihood

    return y, z, loss, -likelihood


def generator(z, n_out):
    return decoder(z, n_out, 1.0, reuse=True)


def main():
    x_noisy = tf.placeholder(tf.float32, [None, 3])
    x = tf.placeholder(tf.float32, [None, 3])
    keep_prob = tf.placeholder(tf.float32)
    z_in = tf.placeholder(tf.float32, [None, 2])

    y, z, loss, neg_likelihood = autoencoder(x_noisy, x, 4, 2, keep_prob)
    generated = generator(z_in, 3)
    train_op = tf.train.AdamOptimizer(0.05).minimize(loss)

    data = np.linspace(0, 1, 12).reshape(4, 3)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(3):
            noisy = data + 0.1 * step
            _, total, part = sess.run([train_op, loss, neg_likelihood], {x_noisy: noisy, x: data, keep_prob: 1.})
            print(step, total, part)
        print(sess.run(z, {x_noisy: data}))
        print(sess.run(y, {x_noisy: data, keep_prob: 1.}))
        print(sess.run(generated, {z_in: [[0.5, -0.5]]}))


if __name__ == '__main__':
    main()
