import numpy as np
import tensorflow as tf
from tensorflow.contrib import rnn

n_input, n_steps, n_hidden, n_classes = 4, 5, 6, 3


class RNNModel(object):
    def __init__(self, cell_type='lstm', layers=2):
        self.x = tf.placeholder("float", [None, n_steps, n_input])
        self.y = tf.placeholder("float", [None, n_classes])
        self.keep = tf.placeholder(tf.float32, [])
        self.weights = {'out': tf.Variable(tf.random_normal([n_hidden, n_classes]))}
        self.biases = {'out': tf.Variable(tf.random_normal([n_classes]))}
        x = tf.unstack(self.x, n_steps, 1)
        cells = []
        for _ in range(layers):
            if cell_type == 'lstm':
                c = rnn.BasicLSTMCell(n_hidden, forget_bias=1.0)
            else:
                c = rnn.GRUCell(n_hidden)
            c = rnn.DropoutWrapper(c, output_keep_prob=self.keep)
            cells.append(c)
        cell = rnn.MultiRNNCell(cells)
        outputs, states = rnn.static_rnn(cell, x, dtype=tf.float32)
        self.pred = tf.matmul(outputs[-1], self.weights['out']) + self.biases['out']
        self.cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=self.pred, labels=self.y))
        self.optimizer = tf.train.AdamOptimizer(0.01).minimize(self.cost)


m = RNNModel()
rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        a = rng.rand(6, n_steps, n_input)
        b = np.eye(n_classes)[rng.randint(0, n_classes, 6)]
        _, l = sess.run([m.optimizer, m.cost], {m.x: a, m.y: b, m.keep: 0.8})
        print(i, l)
    print(sess.run(m.pred, {m.x: a, m.keep: 1.0})[0])
