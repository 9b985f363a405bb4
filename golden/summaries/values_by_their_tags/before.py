import os
import tempfile

import numpy as np
import tensorflow as tf


class Logger:
    def __init__(self, sess, folder):
        self.sess = sess
        self.summary_placeholders = {}
        self.summary_ops = {}
        self.train_summary_writer = tf.summary.FileWriter(os.path.join(folder, "train"), self.sess.graph)
        self.test_summary_writer = tf.summary.FileWriter(os.path.join(folder, "test"))

    def summarize(self, step, summarizer="train", scope="", summaries_dict=None):
        """Summarizes scalars and images."""
        summary_writer = self.train_summary_writer if summarizer == "train" else self.test_summary_writer
        with tf.variable_scope(scope):

            if summaries_dict is not None:
                summary_list = []
                for tag, value in summaries_dict.items():
                    if tag not in self.summary_ops:
                        if len(value.shape) <= 1:
                            self.summary_placeholders[tag] = tf.placeholder('float32', value.shape, name=tag)
                        else:
                            self.summary_placeholders[tag] = tf.placeholder('float32', [None] + list(value.shape[1:]), name=tag)
                        if len(value.shape) <= 1:
                            self.summary_ops[tag] = tf.summary.scalar(tag, self.summary_placeholders[tag])
                        else:
                            self.summary_ops[tag] = tf.summary.image(tag, self.summary_placeholders[tag])

                    summary_list.append(self.sess.run(self.summary_ops[tag], {self.summary_placeholders[tag]: value}))

                for summary in summary_list:
                    summary_writer.add_summary(summary, step)
                summary_writer.flush()


class Agent(object):
    def __init__(self, sess, folder):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 3], name='x')
        self.y = tf.placeholder(tf.float32, [None, 1], name='y')
        self.learning_rate_step = tf.placeholder('int64', None, name='learning_rate_step')
        # No rate below a thousandth.
        self.learning_rate_op = tf.maximum(
            0.001, tf.train.exponential_decay(0.05, self.learning_rate_step, 5, 0.9, staircase=True))
        self.w = tf.Variable(tf.ones([3, 1]) * 0.1, name='w')
        self.out = tf.matmul(self.x, self.w)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y), name='loss')
        self.optim = tf.train.GradientDescentOptimizer(self.learning_rate_op).minimize(self.loss)
        with tf.variable_scope('summary'):
            scalar_summary_tags = ['average.reward', 'average.loss', 'training.learning_rate']
            histogram_summary_tags = ['episode.rewards']

            self.summary_placeholders = {}
            self.summary_ops = {}

            for tag in scalar_summary_tags:
                self.summary_placeholders[tag] = tf.placeholder('float32', None, name=tag.replace(' ', '_'))
                self.summary_ops[tag] = tf.summary.scalar("%s/%s" % ('env', tag), self.summary_placeholders[tag])

            for tag in histogram_summary_tags:
                self.summary_placeholders[tag] = tf.placeholder('float32', None, name=tag.replace(' ', '_'))
                self.summary_ops[tag] = tf.summary.histogram(tag, self.summary_placeholders[tag])

            self.writer = tf.summary.FileWriter(folder, self.sess.graph)

    def inject_summary(self, tag_dict, step):
        summary_str_lists = self.sess.run([self.summary_ops[tag] for tag in tag_dict.keys()], {
            self.summary_placeholders[tag]: value for tag, value in tag_dict.items()
        })
        for summary_str in summary_str_lists:
            self.writer.add_summary(summary_str, step)

    def train(self):
        rng = np.random.RandomState(1)
        rewards = []
        for step in range(8):
            x = rng.rand(5, 3)
            _, out, loss = self.sess.run([self.optim, self.out, self.loss], {
                self.x: x, self.y: x.sum(1, keepdims=True), self.learning_rate_step: step})
            rewards.append(out.mean())
            rate = self.learning_rate_op.eval({self.learning_rate_step: step})
            self.inject_summary({
                'average.reward': np.mean(rewards),
                'average.loss': loss,
                'episode.rewards': rewards,
                'training.learning_rate': rate,
            }, step)
            print('%.5f %.5f' % (loss, rate))
        return loss


with tf.Session() as sess:
    folder = tempfile.mkdtemp()
    agent = Agent(sess, folder)
    logger = Logger(sess, folder)
    sess.run(tf.global_variables_initializer())
    last = agent.train()
    logger.summarize(8, summaries_dict={'last': last})
    logger.summarize(8, 'test', 'pictures', {'noise': np.random.RandomState(2).rand(2, 4, 4, 3)})
