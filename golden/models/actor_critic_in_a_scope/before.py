import numpy as np
import tensorflow as tf


class ACNetwork(object):
    def __init__(self, sess, state_dim, action_dim, name='ac'):
        self.sess = sess
        self.name = name
        with tf.variable_scope(name):
            self.state = tf.placeholder(tf.float32, [None, state_dim], 'state')
            self.action = tf.placeholder(tf.int32, [None], 'action')
            self.reward = tf.placeholder(tf.float32, [None], 'reward')
            self.pi, self.v = self._create_network()
            self.log_pi = tf.log(tf.clip_by_value(self.pi, 1e-20, 1.0))
            self.entropy = -tf.reduce_sum(self.pi * self.log_pi, axis=1)
            one_hot = tf.one_hot(self.action, action_dim)
            advantage = self.reward - self.v
            self.policy_loss = -tf.reduce_sum(tf.reduce_sum(self.log_pi * one_hot, 1) * tf.stop_gradient(advantage) + 0.01 * self.entropy)
            self.value_loss = 0.5 * tf.nn.l2_loss(advantage)
            self.total_loss = self.policy_loss + self.value_loss
            self.params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=name)
            grads = tf.gradients(self.total_loss, self.params)
            grads, self.grad_norm = tf.clip_by_global_norm(grads, 40.0)
            self.apply = tf.train.RMSPropOptimizer(0.01, decay=0.99, epsilon=0.1).apply_gradients(zip(grads, self.params))

    def _create_network(self):
        h = tf.layers.dense(self.state, 6, tf.nn.relu, name='h')
        pi = tf.layers.dense(h, 2, tf.nn.softmax, name='pi')
        v = tf.layers.dense(h, 1, name='v')
        return pi, tf.reshape(v, [-1])

    def run_policy(self, s):
        return self.sess.run(self.pi, feed_dict={self.state: [s]})[0]

    def run_policy_and_value(self, s):
        pi_out, v_out = self.sess.run([self.pi, self.v], feed_dict={self.state: [s]})
        return pi_out[0], v_out[0]

    def learn(self, s, a, r):
        _, loss, norm = self.sess.run([self.apply, self.total_loss, self.grad_norm], {self.state: s, self.action: a, self.reward: r})
        return loss, norm


with tf.Session() as sess:
    net = ACNetwork(sess, 4, 2)
    sess.run(tf.global_variables_initializer())
    rng = np.random.RandomState(1)
    for i in range(3):
        s = rng.rand(5, 4)
        print(net.run_policy(s[0]).sum(), net.run_policy_and_value(s[0])[1])
        print(net.learn(s, rng.randint(0, 2, 5), rng.rand(5)))
