import os, tempfile
import numpy as np
import tensorflow as tf


def assign_variables(target, source):
    """Give the variables of an object the values that those of another one have."""
    for variable, value in zip(target.variables, source.variables):
        variable.assign(value)


data_x = np.random.RandomState(0).rand(20, 6).astype('float32')
data_y = np.eye(3)[np.arange(20) % 3]


def new_weights(shape):
    return tf.Variable(tf.random.truncated_normal(shape, stddev=0.05))


def new_biases(length):
    return tf.Variable(tf.constant(0.05, shape=[length]))


class NewFcLayer(tf.Module):
    def __init__(self, num_inputs, num_outputs, use_relu=True):
        super().__init__()
        self.use_relu = use_relu
        self.weights_ = new_weights(shape=[num_inputs, num_outputs])
        self.biases = new_biases(length=num_outputs)

    def __call__(self, input):
        layer = tf.matmul(input, self.weights_) + self.biases
        if self.use_relu:
            layer = tf.nn.relu(layer)
        return layer


x = tf.TensorSpec([None, 6], tf.float32, name='x')
y_true = tf.TensorSpec([None, 3], tf.float32, name='y_true')
new_fc_layer = NewFcLayer(num_inputs=6, num_outputs=5)
new_fc_layer_1 = NewFcLayer(num_inputs=5, num_outputs=3, use_relu=False)


@tf.function(input_signature=[x, y_true])
def compute_cost(x, y_true):
    layer_fc1 = new_fc_layer(input=x)
    layer_fc2 = new_fc_layer_1(input=layer_fc1)
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=layer_fc2, labels=y_true))


optimizer = tf.keras.optimizers.Adam(learning_rate=1e-2, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, y_true])
def train_step(x, y_true):
    with tf.GradientTape() as tape:
        cost = compute_cost(x, y_true)
    variables = [
        *new_fc_layer.trainable_variables,
        *new_fc_layer_1.trainable_variables,
    ]
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))


def initialize_variables():
    assign_variables(new_fc_layer, NewFcLayer(num_inputs=6, num_outputs=5))
    assign_variables(new_fc_layer_1, NewFcLayer(num_inputs=5, num_outputs=3, use_relu=False))
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(tf.zeros_like(variable))


def init_variables():
    initialize_variables()


def optimize(num_iterations):
    for i in range(num_iterations):
        feed_dict_train = {'x': data_x, 'y_true': data_y}
        train_step(**feed_dict_train)


costs = []
for i in range(3):
    init_variables()
    optimize(num_iterations=i + 2)
    costs.append(compute_cost(data_x, data_y).numpy())
print(np.round(costs, 4))
