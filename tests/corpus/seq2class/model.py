"""The graph of a recurrent classifier; the session lives in another file."""
import tensorflow as tf

from config import Config


class Model(object):
    def __init__(self, config=Config()):
        self.tokens = tf.placeholder(tf.int32, [None, config.length], 'tokens')
        self.target = tf.placeholder(tf.float32, [None], 'target')
        self.keep_prob = tf.placeholder_with_default(1.0, [])
        with tf.device('/cpu:0'), tf.name_scope('embed'):
            table = tf.Variable(tf.random_uniform([config.words, config.size], -1.0, 1.0), name='table')
            embedded = tf.nn.embedding_lookup(table, self.tokens)
        cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.LSTMCell(config.size),
                                             output_keep_prob=self.keep_prob)
        _, state = tf.nn.dynamic_rnn(cell, embedded, dtype=tf.float32)
        self.score = tf.squeeze(tf.layers.dense(state.h, 1), [1])
        self.loss = tf.reduce_mean(
            tf.nn.sigmoid_cross_entropy_with_logits(labels=self.target, logits=self.score))
        self.train = tf.train.AdamOptimizer(config.rate).minimize(self.loss)

    def feed(self, tokens, target=None, **extra):
        feed = {self.tokens: tokens}
        if target is not None:
            feed[self.target] = target
        feed.update(extra)
        return feed
