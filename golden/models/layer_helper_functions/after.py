import numpy as np
import tensorflow as tf


def weight_variable(shape):
    initial = tf.random.truncated_normal(shape, stddev=0.1)
    return tf.Variable(initial)


def bias_variable(shape):
    return tf.Variable(tf.constant(0.1, shape=shape))


class AddLayer(tf.Module):
    def __init__(self, in_size, out_size, activation_function=None):
        super().__init__()
        self.activation_function = activation_function
        self.Weights = weight_variable([in_size, out_size])
        self.biases = bias_variable([1, out_size])

    def __call__(self, inputs):
        Wx_plus_b = tf.matmul(inputs, self.Weights) + self.biases
        if self.activation_function is None:
            outputs = Wx_plus_b
        else:
            outputs = self.activation_function(Wx_plus_b)
        return outputs


x_data = np.linspace(-1, 1, 10)[:, np.newaxis]
y_data = np.square(x_data) - 0.5
xs = tf.TensorSpec([None, 1], tf.float32)
ys = tf.TensorSpec([None, 1], tf.float32)
add_layer = AddLayer(1, 5, activation_function=tf.nn.relu)
add_layer_1 = AddLayer(5, 1, activation_function=None)


@tf.function(input_signature=[xs])
def compute_prediction(xs):
    l1 = add_layer(xs)
    return add_layer_1(l1)


@tf.function(input_signature=[xs, ys])
def loss(xs, ys):
    prediction = compute_prediction(xs)
    return tf.reduce_mean(tf.reduce_sum(tf.square(ys - prediction), axis=[1]))


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[xs, ys])
def train_step(xs, ys):
    with tf.GradientTape() as tape:
        prediction = compute_prediction(xs)
        loss = tf.reduce_mean(tf.reduce_sum(tf.square(ys - prediction), axis=[1]))
    variables = list(add_layer.trainable_variables) + list(add_layer_1.trainable_variables)
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


for i in range(9):
    train_step(x_data, y_data)
    if i % 4 == 0:
        print(loss(x_data, y_data).numpy())
print(compute_prediction(x_data[:2]).numpy())
