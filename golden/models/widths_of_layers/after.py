import math
import numpy as np
import tensorflow as tf


def train():
    data = np.random.RandomState(0).rand(40, 8)
    data = data - data.mean(axis=0)
    dimensions = [8, 6, 4]
    x = tf.TensorSpec([None, dimensions[0]], tf.float32, name='x')

    # Build the encoder
    encoder = []
    current_input_width = dimensions[0]
    W_list = []
    bs = []
    for layer_i, n_output in enumerate(dimensions[1:]):
        n_input = current_input_width
        W = tf.Variable(
            tf.random.uniform([n_input, n_output], -1.0 / math.sqrt(n_input), 1.0 / math.sqrt(n_input)))
        W_list.append(W)
        bs.append(tf.Variable(tf.zeros([n_output])))
        encoder.append(W)
        current_input_width = n_output

    @tf.function(input_signature=[x])
    def z(x):
        current_input = x
        for layer_i, (n_output, W, b) in enumerate(zip(dimensions[1:], W_list, bs)):
            current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)

        # latent representation
        return current_input

    encoder.reverse()

    # Build the decoder using the same weights
    bs_1 = []
    for layer_i, n_output in enumerate(dimensions[:-1][::-1]):
        bs_1.append(tf.Variable(tf.zeros([n_output])))

    @tf.function(input_signature=[x])
    def current_input(x):
        current_input = x
        for layer_i, (n_output, W, b) in enumerate(zip(dimensions[1:], W_list, bs)):
            current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)
        for layer_i, (n_output, b) in enumerate(zip(dimensions[:-1][::-1], bs_1)):
            W = tf.transpose(encoder[layer_i])
            current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)
        return current_input

    @tf.function(input_signature=[x])
    def cost(x):
        current_input = x
        for layer_i, (n_output, W, b) in enumerate(zip(dimensions[1:], W_list, bs)):
            current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)
        for layer_i, (n_output, b) in enumerate(zip(dimensions[:-1][::-1], bs_1)):
            W = tf.transpose(encoder[layer_i])
            current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)

        y = current_input
        return tf.reduce_sum(tf.square(y - x))

    optimizer = tf.keras.optimizers.SGD(0.01)

    @tf.function(input_signature=[x])
    def train_step(x):
        with tf.GradientTape() as tape:
            current_input = x
            for layer_i, (n_output, W, b) in enumerate(zip(dimensions[1:], W_list, bs)):
                current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)

            # latent representation
            z = current_input
            for layer_i, (n_output, b) in enumerate(zip(dimensions[:-1][::-1], bs_1)):
                W = tf.transpose(encoder[layer_i])
                current_input = tf.nn.tanh(tf.matmul(current_input, W) + b)

            y = current_input
            cost = tf.reduce_sum(tf.square(y - x))
        ae = {'x': x, 'z': z, 'y': y, 'cost': cost}
        variables = encoder + bs + bs_1
        optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))

    for epoch in range(3):
        for i in range(4):
            train_step(data[i * 10:i * 10 + 10])
        print(epoch, cost(data).numpy())
    print(z(data[:2]).numpy())
    print(current_input(data[:2]).numpy())


if __name__ == '__main__':
    train()
