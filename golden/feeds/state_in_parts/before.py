"""A character model hands its state from batch to batch, part by part, and samples with a batch of one."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib import rnn


class CharRNN(object):
    def __init__(self, batch_size, num_steps, vocab_size=7, size=6):
        self.input_data = tf.placeholder(tf.int32, [batch_size, num_steps])
        self.targets = tf.placeholder(tf.int32, [batch_size, num_steps])
        cell = rnn.MultiRNNCell([rnn.BasicLSTMCell(size) for _ in range(2)])
        self.initial_state = cell.zero_state(batch_size, tf.float32)
        inputs = tf.one_hot(self.input_data, vocab_size)
        outputs, self.final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=self.initial_state)
        logits = tf.layers.dense(tf.reshape(outputs, [-1, size]), vocab_size)
        self.probs = tf.nn.softmax(logits)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            logits=logits, labels=tf.reshape(self.targets, [-1]))
        self.cost = tf.reduce_mean(losses)
        self.train_op = tf.train.AdamOptimizer(0.05).minimize(self.cost)


def train():
    model = CharRNN(3, 4)
    rng = np.random.RandomState(0)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(2):
            state = sess.run(model.initial_state)
            for b in range(3):
                x = rng.randint(0, 7, (3, 4))
                feed = {model.input_data: x, model.targets: np.roll(x, -1, 1)}
                for i, (c, h) in enumerate(model.initial_state):
                    feed[c] = state[i].c
                    feed[h] = state[i].h
                cost, state, _ = sess.run([model.cost, model.final_state, model.train_op], feed)
                print(epoch, b, cost, state[1].h.sum())
        for _ in range(2):
            probs, state = sess.run(
                [model.probs, model.final_state], {model.input_data: x, model.initial_state: state})
            x = probs.argmax(1).reshape(3, 4)
            print(x, state[0].c.sum())


train()
