import numpy as np
import tensorflow as tf


def run(data):
    x = tf.TensorSpec([None], tf.float32)
    w = tf.Variable(1.0)

    @tf.function(input_signature=[x])
    def loss_and_w(x):
        loss = tf.reduce_mean(tf.square(w * x - 2.0 * x))
        return loss, w.read_value()

    optimizer = tf.keras.optimizers.SGD(0.1)

    @tf.function(input_signature=[x])
    def train(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x - 2.0 * x))
        variables = [w]
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    for _ in range(4):
        train(data)
    loss, w = loss_and_w(data)
    loss, w = loss.numpy(), w.numpy()
    return loss, w


loss, w = run(np.array([1., 2.]))
print(loss, w)
