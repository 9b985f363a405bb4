import numpy as np
import tensorflow as tf
def new_weights(shape):
    return tf.Variable(tf.random.truncated_normal(shape, stddev=0.05))
def new_biases(length):
    return tf.Variable(tf.constant(0.05, shape=[length]))


class NewConvLayer(tf.Module):
    def __init__(self, num_input_channels, filter_size, num_filters, use_pooling=True):
        super().__init__()
        self.use_pooling = use_pooling
        shape = [filter_size, filter_size, num_input_channels, num_filters]
        self.weights_ = new_weights(shape=shape)
        self.biases = new_biases(length=num_filters)

    def __call__(self, input):
        layer = tf.nn.conv2d(input=input, filters=self.weights_, strides=[1, 1, 1, 1], padding='SAME')
        layer += self.biases
        if self.use_pooling:
            layer = tf.nn.max_pool2d(input=layer, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME')
        layer = tf.nn.relu(layer)
        return layer, self.weights_


def flatten_layer(layer):
    layer_shape = layer.get_shape()
    num_features = layer_shape[1:4].num_elements()
    layer_flat = tf.reshape(layer, [-1, num_features])
    return layer_flat, num_features


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


x = tf.TensorSpec([None, 64], tf.float32, name='x')
y_true = tf.TensorSpec([None, 3], tf.float32, name='y_true')
new_conv_layer = NewConvLayer(1, 3, 4)


@tf.function(input_signature=[x])
def layer_conv1(x):
    x_image = tf.reshape(x, [-1, 8, 8, 1])
    layer_conv1, weights_conv1 = new_conv_layer(x_image)
    return layer_conv1


new_conv_layer_1 = NewConvLayer(num_input_channels=4, filter_size=3, num_filters=5)


@tf.function(input_signature=[x])
def layer_conv2(x):
    x_image = tf.reshape(x, [-1, 8, 8, 1])
    layer_conv1, weights_conv1 = new_conv_layer(x_image)
    layer_conv2, weights_conv2 = new_conv_layer_1(input=layer_conv1)
    return layer_conv2


new_fc_layer = NewFcLayer(20, 8)
new_fc_layer_1 = NewFcLayer(8, 3, use_relu=False)


def compute_cost(y_true, layer_conv2):
    layer_flat = tf.reshape(layer_conv2, [-1, 20])
    layer_fc1 = new_fc_layer(layer_flat)
    layer_fc2 = new_fc_layer_1(layer_fc1)
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=layer_fc2, labels=y_true))


@tf.function(input_signature=[x, y_true])
def cost(x, y_true):
    x_image = tf.reshape(x, [-1, 8, 8, 1])
    layer_conv1, weights_conv1 = new_conv_layer(x_image)
    layer_conv2, weights_conv2 = new_conv_layer_1(input=layer_conv1)
    return compute_cost(y_true, layer_conv2)


optimizer = tf.keras.optimizers.Adam(learning_rate=1e-2, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, y_true])
def train_step(x, y_true):
    with tf.GradientTape() as tape:
        x_image = tf.reshape(x, [-1, 8, 8, 1])
        layer_conv1, weights_conv1 = new_conv_layer(x_image)
        layer_conv2, weights_conv2 = new_conv_layer_1(input=layer_conv1)
        cost = compute_cost(y_true, layer_conv2)
    variables = [
        *new_conv_layer.trainable_variables,
        *new_conv_layer_1.trainable_variables,
        *new_fc_layer.trainable_variables,
        *new_fc_layer_1.trainable_variables,
    ]
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))


def plot_conv_weights(weights, input_channel=0):
    w = weights.numpy()
    print(w.shape, w[0, 0, input_channel])
def plot_conv_layer(layer, image):
    values = layer([image]).numpy()
    print(values.shape, values.sum())
d = np.linspace(0, 1, 128).reshape(2, 64)
for i in range(3):
    train_step(d, np.eye(3)[:2])
    print(cost(d, np.eye(3)[:2]).numpy())
plot_conv_weights(weights=new_conv_layer.weights_)
plot_conv_weights(weights=new_conv_layer_1.weights_, input_channel=1)
plot_conv_layer(layer=layer_conv1, image=d[0])
plot_conv_layer(layer=layer_conv2, image=d[1])
