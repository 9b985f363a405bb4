import numpy as np
import tensorflow as tf


class DeepQNetwork:
    def __init__(self, n_actions, n_features, learning_rate=0.01, gamma=0.9):
        self.n_actions = n_actions
        self.n_features = n_features
        self.lr = learning_rate
        self.gamma = gamma
        self.learn_step = 0
        self._build_net()
        t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='target_net')
        e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='eval_net')
        self.replace_op = [tf.assign(t, e) for t, e in zip(t_params, e_params)]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
        self.cost_his = []

    def _build_net(self):
        self.s = tf.placeholder(tf.float32, [None, self.n_features], name='s')
        self.s_ = tf.placeholder(tf.float32, [None, self.n_features], name='s_')
        self.q_target = tf.placeholder(tf.float32, [None, self.n_actions], name='Q_target')
        w_init = tf.random_normal_initializer(0., 0.3)
        with tf.variable_scope('eval_net'):
            e1 = tf.layers.dense(self.s, 5, tf.nn.relu, kernel_initializer=w_init, name='e1')
            self.q_eval = tf.layers.dense(e1, self.n_actions, kernel_initializer=w_init, name='q')
        with tf.variable_scope('target_net'):
            t1 = tf.layers.dense(self.s_, 5, tf.nn.relu, kernel_initializer=w_init, name='t1')
            self.q_next = tf.layers.dense(t1, self.n_actions, kernel_initializer=w_init, name='t2')
        with tf.variable_scope('loss'):
            self.loss = tf.reduce_mean(tf.squared_difference(self.q_target, self.q_eval))
        with tf.variable_scope('train'):
            self._train_op = tf.train.RMSPropOptimizer(self.lr).minimize(self.loss)

    def choose_action(self, observation):
        observation = observation[np.newaxis, :]
        actions_value = self.sess.run(self.q_eval, feed_dict={self.s: observation})
        return np.argmax(actions_value)

    def learn(self, s, a, r, s_):
        if self.learn_step % 2 == 0:
            self.sess.run(self.replace_op)
        q_next, q_eval = self.sess.run([self.q_next, self.q_eval], feed_dict={self.s_: s_, self.s: s})
        q_target = q_eval.copy()
        q_target[np.arange(len(s)), a] = r + self.gamma * np.max(q_next, axis=1)
        _, cost = self.sess.run([self._train_op, self.loss], feed_dict={self.s: s, self.q_target: q_target})
        self.cost_his.append(cost)
        self.learn_step += 1


if __name__ == '__main__':
    rng = np.random.RandomState(0)
    RL = DeepQNetwork(2, 3)
    for _ in range(5):
        s = rng.rand(4, 3)
        a = np.array([RL.choose_action(row) for row in s])
        RL.learn(s, a, rng.rand(4), rng.rand(4, 3))
    print(RL.cost_his)
