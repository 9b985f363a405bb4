import argparse
import sys
import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--layers', default='[4, 3]')
parser.add_argument('--learner', default='adam')


class Model(object):
    def __init__(self, num_users, args):
        self.num_users = num_users
        self.layers = eval(args.layers)
        self.lr = args.lr
        self.learner = args.learner
        self.build_graph()

    def _create_placeholders(self):
        self.user = tf.placeholder(tf.int32, [None, 1])
        self.label = tf.placeholder(tf.float32, [None, 1])
        self.is_train = tf.placeholder(tf.bool)

    def _create_variables(self):
        self.table = tf.Variable(tf.truncated_normal([self.num_users, self.layers[0]], stddev=0.5))
        self.h = tf.Variable(tf.random_uniform([self.layers[0], 1]))

    def _create_inference(self):
        rows = tf.reduce_sum(tf.nn.embedding_lookup(self.table, self.user), 1)
        return tf.matmul(rows, self.h)

    def _create_optimizer(self):
        if self.learner.lower() == 'adagrad':
            self.optimizer = tf.train.AdagradOptimizer(self.lr, initial_accumulator_value=1e-8).minimize(self.loss)
        elif self.learner.lower() == 'adam':
            self.optimizer = tf.train.AdamOptimizer(self.lr).minimize(self.loss)
        elif self.learner.lower() == 'sgd':
            self.optimizer = tf.train.GradientDescentOptimizer(self.lr).minimize(self.loss)
        else:
            print('unknown learner', self.learner)
            sys.exit(1)

    def build_graph(self):
        self._create_placeholders()
        self._create_variables()
        self.output = self._create_inference()
        self.loss = tf.reduce_mean(tf.square(self.output - self.label))
        self._create_optimizer()


model = Model(5, parser.parse_args())
users = np.array([[0], [3], [3], [1]])
labels = np.array([[1.], [0.], [0.5], [-1.]])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(6):
        feed_dict = {model.user: users, model.label: labels, model.is_train: True}
        _, loss = sess.run([model.optimizer, model.loss], feed_dict=feed_dict)
        print(i, loss)
    feed_dict = {model.user: users, model.is_train: False}
    print(sess.run(model.output, feed_dict=feed_dict))
