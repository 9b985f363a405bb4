import math
import numpy as np
import tensorflow as tf


def autoencoder(dimensions=[8, 6, 4]):
    """Builds a deep autoencoder with tied weights."""
    x = tf.placeholder(tf.float32, [None, dimensions[0]], name='x')
    current_input = x

    # Build the encoder
    encoder = []
    for layer_i, n_output in enumerate(dimensions[1:]):
        n_input = int(current_input.get_shape()[1])
        W = tf.Variable(
            tf.random_uniform([n_input, n_output], -1.0 / math.sqrt(n_input), 1.0 / math.sqrt(n_input)))
        b = tf.Variable(tf.zeros([n_output]))
        encoder.append(W)
        current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)

    # latent representation
    z = current_input
    encoder.reverse()

    # Build the decoder using the same weights
    for layer_i, n_output in enumerate(dimensions[:-1][::-1]):
        W = tf.transpose(encoder[layer_i])
        b = tf.Variable(tf.zeros([n_output]))
        current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)

    y = current_input
    cost = tf.reduce_sum(tf.square(y - x))
    return {'x': x, 'z': z, 'y': y, 'cost': cost}


def train():
    data = np.random.RandomState(0).rand(40, 8)
    data = data - data.mean(axis=0)
    ae = autoencoder(dimensions=[8, 6, 4])
    optimizer = tf.train.GradientDescentOptimizer(0.01).minimize(ae['cost'])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(3):
            for i in range(4):
                sess.run(optimizer, feed_dict={ae['x']: data[i * 10:i * 10 + 10]})
            print(epoch, sess.run(ae['cost'], feed_dict={ae['x']: data}))
        print(sess.run(ae['z'], feed_dict={ae['x']: data[:2]}))
        print(sess.run(ae['y'], feed_dict={ae['x']: data[:2]}))


if __name__ == '__main__':
    train()
