import os, tempfile
import numpy as np
import tensorflow as tf

data_x = np.random.RandomState(0).rand(20, 6).astype('float32')
data_y = np.eye(3)[np.arange(20) % 3]


def new_weights(shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.05))


def new_biases(length):
    return tf.Variable(tf.constant(0.05, shape=[length]))


def new_fc_layer(input, num_inputs, num_outputs, use_relu=True):
    weights = new_weights(shape=[num_inputs, num_outputs])
    biases = new_biases(length=num_outputs)
    layer = tf.matmul(input, weights) + biases
    if use_relu:
        layer = tf.nn.relu(layer)
    return layer


x = tf.placeholder(tf.float32, shape=[None, 6], name='x')
y_true = tf.placeholder(tf.float32, shape=[None, 3], name='y_true')
y_true_cls = tf.argmax(y_true, dimension=1)
layer_fc1 = new_fc_layer(input=x, num_inputs=6, num_outputs=5)
layer_fc2 = new_fc_layer(input=layer_fc1, num_inputs=5, num_outputs=3, use_relu=False)
y_pred = tf.nn.softmax(layer_fc2)
y_pred_cls = tf.argmax(y_pred, dimension=1)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=layer_fc2, labels=y_true))
optimizer = tf.train.AdamOptimizer(learning_rate=1e-2).minimize(cost)
session = tf.Session()


def init_variables():
    session.run(tf.global_variables_initializer())


def optimize(num_iterations):
    for i in range(num_iterations):
        feed_dict_train = {x: data_x, y_true: data_y}
        session.run(optimizer, feed_dict=feed_dict_train)


costs = []
for i in range(3):
    init_variables()
    optimize(num_iterations=i + 2)
    costs.append(session.run(cost, feed_dict={x: data_x, y_true: data_y}))
print(np.round(costs, 4))
