"""Encoders, whose cells and layers are made again in a scope that uses their variables again."""

import sys

import numpy as np
import tensorflow as tf


def make_cell():
    return tf.nn.rnn_cell.GRUCell(3)


def encode(words, name, reuse=False):
    with tf.variable_scope(name, reuse=reuse):
        forward, backward = make_cell(), make_cell()
        (ahead, back), _ = tf.nn.bidirectional_dynamic_rnn(forward, backward, words, dtype=tf.float32)
        project = tf.layers.Dense(2, name="project")
        return project(tf.concat([ahead[:, -1], back[:, 0]], 1))


def summarize(words):
    with tf.variable_scope("summary", reuse=tf.AUTO_REUSE):
        cell = tf.nn.rnn_cell.BasicLSTMCell(4)
        _, state = tf.nn.dynamic_rnn(cell, words, dtype=tf.float32, scope="lstm")
        return tf.layers.dense(state.h, 2, name="out")


question = tf.placeholder(tf.float32, [None, 5, 4])
answer = tf.placeholder(tf.float32, [None, 6, 4])
name = "encoder_of_%d" % len(sys.argv)
similarity = tf.reduce_sum(encode(question, name) * encode(answer, name, True), 1)
shared = tf.reduce_sum(summarize(question) * summarize(answer), 1)
loss = tf.reduce_mean(tf.square(similarity - shared - 1.0))
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)

rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    feed = {question: rng.rand(2, 5, 4), answer: rng.rand(2, 6, 4)}
    for step in range(3):
        _, value = sess.run([train, loss], feed)
        print(step, value)
    print(sess.run([similarity, shared], feed))
