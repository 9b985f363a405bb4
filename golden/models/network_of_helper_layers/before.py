import numpy as np
import tensorflow as tf
def new_weights(shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.05))
def new_biases(length):
    return tf.Variable(tf.constant(0.05, shape=[length]))
def new_conv_layer(input, num_input_channels, filter_size, num_filters, use_pooling=True):
    shape = [filter_size, filter_size, num_input_channels, num_filters]
    weights = new_weights(shape=shape)
    biases = new_biases(length=num_filters)
    layer = tf.nn.conv2d(input=input, filter=weights, strides=[1, 1, 1, 1], padding='SAME')
    layer += biases
    if use_pooling:
        layer = tf.nn.max_pool(value=layer, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME')
    layer = tf.nn.relu(layer)
    return layer, weights
def flatten_layer(layer):
    layer_shape = layer.get_shape()
    num_features = layer_shape[1:4].num_elements()
    layer_flat = tf.reshape(layer, [-1, num_features])
    return layer_flat, num_features
def new_fc_layer(input, num_inputs, num_outputs, use_relu=True):
    weights = new_weights(shape=[num_inputs, num_outputs])
    biases = new_biases(length=num_outputs)
    layer = tf.matmul(input, weights) + biases
    if use_relu:
        layer = tf.nn.relu(layer)
    return layer
x = tf.placeholder(tf.float32, shape=[None, 64], name='x')
x_image = tf.reshape(x, [-1, 8, 8, 1])
y_true = tf.placeholder(tf.float32, shape=[None, 3], name='y_true')
layer_conv1, weights_conv1 = new_conv_layer(x_image, 1, 3, 4)
layer_conv2, weights_conv2 = new_conv_layer(input=layer_conv1, num_input_channels=4, filter_size=3, num_filters=5)
layer_flat = tf.reshape(layer_conv2, [-1, 20])
layer_fc1 = new_fc_layer(layer_flat, 20, 8)
layer_fc2 = new_fc_layer(layer_fc1, 8, 3, use_relu=False)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=layer_fc2, labels=y_true))
optimizer = tf.train.AdamOptimizer(learning_rate=1e-2).minimize(cost)
session = tf.Session()
session.run(tf.global_variables_initializer())
def plot_conv_weights(weights, input_channel=0):
    w = session.run(weights)
    print(w.shape, w[0, 0, input_channel])
def plot_conv_layer(layer, image):
    values = session.run(layer, feed_dict={x: [image]})
    print(values.shape, values.sum())
d = np.linspace(0, 1, 128).reshape(2, 64)
for i in range(3):
    session.run(optimizer, feed_dict={x: d, y_true: np.eye(3)[:2]})
    print(session.run(cost, feed_dict={x: d, y_true: np.eye(3)[:2]}))
plot_conv_weights(weights=weights_conv1)
plot_conv_weights(weights=weights_conv2, input_channel=1)
plot_conv_layer(layer=layer_conv1, image=d[0])
plot_conv_layer(layer=layer_conv2, image=d[1])
