"""Layers that are given initializers and a normalizer with a fed switch by the block around them."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib.framework import arg_scope
from tensorflow.contrib.layers import batch_norm, dropout, fully_connected

x = tf.placeholder(tf.float32, [None, 6])
y = tf.placeholder(tf.float32, [None, 3])
train_mode = tf.placeholder(tf.bool, [], name='train_mode')

initializer = tf.contrib.layers.xavier_initializer()
parameters = {
    'is_training': train_mode,
    'decay': 0.9,
    'updates_collections': None
}

with arg_scope([fully_connected],
               activation_fn=tf.nn.tanh,
               weights_initializer=initializer,
               biases_initializer=None,
               normalizer_fn=batch_norm,
               normalizer_params=parameters):
    hidden1 = fully_connected(x, 5, scope='hidden1')
    dropped = dropout(hidden1, 0.8, is_training=train_mode)
    hidden2 = fully_connected(dropped, 4, activation_fn=tf.nn.elu, scope='hidden2')
    logits = fully_connected(hidden2, 3, activation_fn=None, normalizer_fn=None, scope='logits')

cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(cost)

features = np.random.RandomState(0).rand(8, 6)
labels = np.eye(3)[np.arange(8) % 3]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(4):
        sess.run(train, feed_dict={x: features, y: labels, train_mode: True})
        print(sess.run(cost, feed_dict={x: features, y: labels, train_mode: False}))
