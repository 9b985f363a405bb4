import tensorflow as tf


class Network(object):
    def __init__(self, name, s_dim, a_dim, scope=None):
        with tf.variable_scope(name):
            self.state = tf.placeholder(tf.float32, [None, s_dim], 'state')
            h = tf.layers.dense(self.state, 10, tf.nn.tanh, name='h')
            self.q = tf.layers.dense(h, a_dim, name='q')
        self.params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)
import numpy as np


class Agent(object):
    def __init__(self, s_dim, a_dim, lr=0.01, gamma=0.9):
        self.gamma = gamma
        self.a_dim = a_dim
        self.eval_net = Network('eval', s_dim, a_dim)
        self.target_net = Network('target', s_dim, a_dim)
        self.action = tf.placeholder(tf.int32, [None], 'action')
        self.target = tf.placeholder(tf.float32, [None], 'target')
        q_a = tf.reduce_sum(self.eval_net.q * tf.one_hot(self.action, a_dim), axis=1)
        self.loss = tf.reduce_mean(tf.squared_difference(self.target, q_a))
        self.train_op = tf.train.RMSPropOptimizer(lr).minimize(self.loss, var_list=self.eval_net.params)
        self.sync = [tf.assign(t, e) for t, e in zip(self.target_net.params, self.eval_net.params)]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
        self.steps = 0

    def choose(self, s):
        return np.argmax(self.sess.run(self.eval_net.q, {self.eval_net.state: s[np.newaxis]})[0])

    def learn(self, s, a, r, s_):
        if self.steps % 3 == 0:
            self.sess.run(self.sync)
        self.steps += 1
        q_next = self.sess.run(self.target_net.q, {self.target_net.state: s_})
        target = r + self.gamma * q_next.max(axis=1)
        _, loss = self.sess.run([self.train_op, self.loss],
                                {self.eval_net.state: s, self.action: a, self.target: target})
        return loss

rng = np.random.RandomState(0)
agent = Agent(4, 2)
for i in range(7):
    s, s_ = rng.rand(8, 4), rng.rand(8, 4)
    a = rng.randint(0, 2, 8)
    print(i, agent.learn(s, a, rng.rand(8), s_), agent.choose(s[0]))
