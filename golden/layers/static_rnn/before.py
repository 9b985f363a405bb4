import numpy as np
import tensorflow as tf
from tensorflow.contrib import rnn

timesteps, num_input, num_hidden = 3, 2, 4
X = tf.placeholder("float", [None, timesteps, num_input])
weights = {'out': tf.Variable(tf.random_normal([num_hidden, 2]))}
biases = {'out': tf.Variable(tf.random_normal([2]))}


def RNN(x, weights, biases):
    x = tf.unstack(x, timesteps, 1)
    cell = rnn.BasicLSTMCell(num_hidden, forget_bias=1.0)
    outputs, states = rnn.static_rnn(cell, x, dtype=tf.float32)
    return tf.matmul(outputs[-1], weights['out']) + biases['out']


logits = RNN(X, weights, biases)
gru = rnn.GRUCell(3)
state = gru.zero_state(2, tf.float32)
with tf.variable_scope('unrolled') as scope:
    for t in range(timesteps):
        if t > 0:
            scope.reuse_variables()
        _, state = gru(X[:, t, :], state)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([logits, state], feed_dict={X: np.random.rand(2, timesteps, num_input)}))
