import numpy as np
import tensorflow as tf

np.random.seed(2)
tf.compat.v1.set_random_seed(2)
GAMMA = 0.9


class Actor(object):
    def __init__(self, sess, n_features, n_actions, lr=0.001):
        self.sess = sess
        self.s = tf.compat.v1.placeholder(tf.float32, [1, n_features], "state")
        self.a = tf.compat.v1.placeholder(tf.int32, None, "act")
        self.td_error = tf.compat.v1.placeholder(tf.float32, None, "td_error")
        with tf.compat.v1.variable_scope('Actor'):
            l1 = tf.layers.dense(
                inputs=self.s,
                units=20,
                activation=tf.nn.relu,
                kernel_initializer=tf.compat.v1.random_normal_initializer(0., .1),
                bias_initializer=tf.compat.v1.constant_initializer(0.1),
                name='l1'
            )
            self.acts_prob = tf.layers.dense(
                inputs=l1,
                units=n_actions,
                activation=tf.nn.softmax,
                kernel_initializer=tf.compat.v1.random_normal_initializer(0., .1),
                bias_initializer=tf.compat.v1.constant_initializer(0.1),
                name='acts_prob'
            )
        with tf.compat.v1.variable_scope('exp_v'):
            log_prob = tf.math.log(self.acts_prob[0, self.a])
            self.exp_v = tf.reduce_mean(log_prob * self.td_error)
        with tf.compat.v1.variable_scope('train'):
            self.train_op = tf.compat.v1.train.AdamOptimizer(lr).minimize(-self.exp_v)

    def learn(self, s, a, td):
        s = s[np.newaxis, :]
        feed_dict = {self.s: s, self.a: a, self.td_error: td}
        _, exp_v = self.sess.run([self.train_op, self.exp_v], feed_dict)
        return exp_v

    def choose_action(self, s):
        s = s[np.newaxis, :]
        probs = self.sess.run(self.acts_prob, {self.s: s})
        return np.random.choice(np.arange(probs.shape[1]), p=probs.ravel() / probs.sum())


class Critic(object):
    def __init__(self, sess, n_features, lr=0.01):
        self.sess = sess
        self.s = tf.compat.v1.placeholder(tf.float32, [1, n_features], "state")
        self.v_ = tf.compat.v1.placeholder(tf.float32, [1, 1], "v_next")
        self.r = tf.compat.v1.placeholder(tf.float32, None, 'r')
        with tf.compat.v1.variable_scope('Critic'):
            l1 = tf.layers.dense(
                inputs=self.s, units=20, activation=tf.nn.relu,
                kernel_initializer=tf.compat.v1.random_normal_initializer(0., .1),
                bias_initializer=tf.compat.v1.constant_initializer(0.1), name='l1')
            self.v = tf.layers.dense(
                inputs=l1, units=1, activation=None,
                kernel_initializer=tf.compat.v1.random_normal_initializer(0., .1),
                bias_initializer=tf.compat.v1.constant_initializer(0.1), name='V')
        with tf.compat.v1.variable_scope('squared_TD_error'):
            self.td_error = self.r + GAMMA * self.v_ - self.v
            self.loss = tf.square(self.td_error)
        with tf.compat.v1.variable_scope('train'):
            self.train_op = tf.compat.v1.train.AdamOptimizer(lr).minimize(self.loss)

    def learn(self, s, r, s_):
        s, s_ = s[np.newaxis, :], s_[np.newaxis, :]
        v_ = self.sess.run(self.v, {self.s: s_})
        td_error, _ = self.sess.run([self.td_error, self.train_op],
                                    {self.s: s, self.v_: v_, self.r: r})
        return td_error


sess = tf.compat.v1.Session()
actor = Actor(sess, n_features=4, n_actions=2, lr=0.001)
critic = Critic(sess, n_features=4, lr=0.01)
sess.run(tf.compat.v1.global_variables_initializer())
rng = np.random.RandomState(3)
for i in range(5):
    s, s_ = rng.rand(4), rng.rand(4)
    a = actor.choose_action(s)
    td_error = critic.learn(s, 1., s_)
    print(actor.learn(s, a, td_error), td_error)
