import numpy as np
import tensorflow as tf
from tensorflow.contrib import rnn

x = tf.placeholder("float", [None, 5, 4])
y = tf.placeholder("float", [None, 3])
keep = tf.placeholder(tf.float32, [])
w = tf.Variable(tf.random_normal([6, 3]))


def one():
    return rnn.DropoutWrapper(rnn.BasicLSTMCell(6), output_keep_prob=keep)
cell = rnn.MultiRNNCell([one() for _ in range(2)])
outputs, states = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
pred = tf.matmul(outputs[:, -1], w)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=y))
optimizer = tf.train.AdamOptimizer(0.01).minimize(cost)
rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        a = rng.rand(6, 5, 4)
        b = np.eye(3)[rng.randint(0, 3, 6)]
        _, l = sess.run([optimizer, cost], {x: a, y: b, keep: 0.8})
        print(i, l)
