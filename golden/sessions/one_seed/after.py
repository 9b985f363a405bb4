import numpy as np
import tensorflow as tf
tf.random.set_seed(777)
x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.random.uniform([2, 1], -1.0, 1.0))
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def initialize_w():
    tf.random.set_seed(777)
    w.assign(tf.random.uniform([2, 1], -1.0, 1.0))


values = []
for i in range(3):
    initialize_w()
    values.append(w.numpy())
    train([[1., 2.]])
print(np.abs(values[0] - values[1]).max(), np.abs(values[1] - values[2]).max())
