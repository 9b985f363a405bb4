import numpy as np
import tensorflow as tf

TARGETS = [dict(name='soft', tau=0.1), dict(name='hard', every=2)][0]


class Network(object):
    """A network and a slow copy of it, which follows in one of two ways."""

    def __init__(self, sess, target):
        self.sess = sess
        self.target = target
        self.state = tf.placeholder(tf.float32, [None, 2])
        self.value = self._build('network')
        self.slow_value = self._build('target')
        self.own = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='network')
        self.slow = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='target')
        self.loss = tf.reduce_mean(tf.square(self.value - 1.0))
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss, var_list=self.own)
        if self.target['name'] == 'hard':
            self.updates = 0
            self.replace = [tf.assign(s, o) for s, o in zip(self.slow, self.own)]
        else:
            self.follow = [tf.assign(s, (1 - self.target['tau']) * s + self.target['tau'] * o)
                           for s, o in zip(self.slow, self.own)]

    def _build(self, scope):
        with tf.variable_scope(scope):
            w = tf.get_variable('w', [2, 1])
            return tf.matmul(self.state, w)

    def learn(self, states):
        self.sess.run(self.train, {self.state: states})
        if self.target['name'] == 'soft':
            self.sess.run(self.follow)
        else:
            if self.updates % self.target['every'] == 0:
                self.sess.run(self.replace)
            self.updates += 1


sess = tf.Session()
network = Network(sess, TARGETS)
sess.run(tf.global_variables_initializer())
states = np.array([[1.0, 2.0], [0.5, -1.0]])
for _ in range(3):
    network.learn(states)
    print(sess.run([network.value, network.slow_value], {network.state: states}))
