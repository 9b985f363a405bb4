import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, n_in, n_hidden):
        self.n_in, self.n_hidden = n_in, n_hidden
        self.weights = {"h": tf.Variable(tf.ones([n_in, n_hidden]) * 0.1), "o": tf.Variable(tf.ones([n_hidden, 1]) * 0.2)}

    def inference(self, x, keep):
        h = tf.nn.relu(tf.matmul(x, self.weights["h"]))
        h = tf.nn.dropout(h, rate=1 - keep)
        return tf.matmul(h, self.weights["o"])

    def loss(self, logits, y):
        return tf.reduce_mean(tf.square(logits - y))


def main():
    x = tf.TensorSpec([None, 3], tf.float32)
    y = tf.TensorSpec([None, 1], tf.float32)
    keep = tf.TensorSpec([], tf.float32)
    model = Model(3, 4)

    @tf.function(input_signature=[x, keep])
    def pred(x, keep):
        return model.inference(x, keep)

    optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)

    @tf.function(input_signature=[x, y, keep])
    def train(x, y, keep):
        with tf.GradientTape() as tape:
            pred = model.inference(x, keep)
            cost = model.loss(pred, y)
        variables = list(model.weights.values())
        optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
        return cost

    for i in range(3):
        c = train(np.ones([4, 3]), np.zeros([4, 1]), 1.0).numpy()
        print("step %d cost %f" % (i, c))
    print(pred(np.ones([1, 3]), 1.0).numpy())


main()
