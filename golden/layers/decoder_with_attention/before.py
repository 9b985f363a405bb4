"""A decoder with attention, called with the right words and with its own, whose cell and layer are shared."""

import numpy as np
import tensorflow as tf


class Translator(object):
    def __init__(self):
        self.src = tf.placeholder(tf.float32, [None, 4, 3])
        self.dst = tf.placeholder(tf.float32, [None, 3, 2])
        self.cell = tf.nn.rnn_cell.BasicLSTMCell(5)
        self.dec = tf.nn.rnn_cell.BasicLSTMCell(5)
        with tf.variable_scope("enc"):
            self.enc_out, self.state = tf.nn.dynamic_rnn(self.cell, self.src, dtype=tf.float32)
        self.train_out = self.decode(teacher=True)
        self.test_out = self.decode(teacher=False)
        self.loss = tf.reduce_mean(tf.square(self.train_out - self.dst))
        self.train = tf.train.AdamOptimizer(0.05).minimize(self.loss)

    def decode(self, teacher):
        with tf.variable_scope("dec", reuse=tf.AUTO_REUSE):
            state, outs = self.state, []
            inp = tf.zeros_like(self.dst[:, 0])
            for t in range(3):
                o, state = self.dec(inp, state)
                score = tf.nn.softmax(tf.reduce_sum(self.enc_out * tf.expand_dims(o, 1), 2))
                ctx = tf.reduce_sum(self.enc_out * tf.expand_dims(score, 2), 1)
                y = tf.layers.dense(tf.concat([o, ctx], 1), 2, name="y")
                outs.append(y)
                inp = self.dst[:, t] if teacher else y
            return tf.stack(outs, 1)


m = Translator()
rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        f = {m.src: rng.rand(3, 4, 3), m.dst: rng.rand(3, 3, 2)}
        print(sess.run([m.loss, m.train], f)[0])
    print(sess.run(m.test_out, f)[0])
