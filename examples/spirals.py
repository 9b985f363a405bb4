"""Trains a small network to tell two spirals apart, in TensorFlow 1."""

import numpy as np
import tensorflow as tf


def make_spirals(n, seed=0):
    rng = np.random.RandomState(seed)
    angle = np.sqrt(rng.rand(n)) * 3 * np.pi
    label = rng.randint(2, size=n)
    turn = angle + np.pi * label
    points = np.stack([np.cos(turn) * angle, np.sin(turn) * angle], axis=1) / (3 * np.pi)
    return points.astype(np.float32), label.astype(np.int64)


n_hidden = 32
learning_rate = 0.01

# The graph
x = tf.placeholder(tf.float32, [None, 2], name='x')
y = tf.placeholder(tf.int64, [None], name='y')

w1 = tf.Variable(tf.truncated_normal([2, n_hidden], stddev=0.5), name='w1')
b1 = tf.Variable(tf.zeros([n_hidden]), name='b1')
w2 = tf.Variable(tf.truncated_normal([n_hidden, 2], stddev=0.5), name='w2')
b2 = tf.Variable(tf.zeros([2]), name='b2')

hidden = tf.nn.tanh(tf.matmul(x, w1) + b1)
logits = tf.matmul(hidden, w2) + b2
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
accuracy = tf.reduce_mean(tf.to_float(tf.equal(tf.argmax(logits, 1), y)))
train_op = tf.train.AdamOptimizer(learning_rate).minimize(loss)

points, labels = make_spirals(512)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(301):
        _, train_loss = sess.run([train_op, loss], feed_dict={x: points, y: labels})
        if step % 100 == 0:
            print('step %d: loss %.4f' % (step, train_loss))
    print('accuracy %.3f' % sess.run(accuracy, feed_dict={x: points, y: labels}))
