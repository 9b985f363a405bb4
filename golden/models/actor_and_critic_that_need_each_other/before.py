import numpy as np
import tensorflow as tf

GAMMA = 0.9
TAU = 0.1


class Actor(object):
    def __init__(self, sess, action_dim, learning_rate):
        self.sess = sess
        self.a_dim = action_dim
        self.lr = learning_rate
        with tf.variable_scope('Actor'):
            self.a = self._build_net(S, scope='eval_net', trainable=True)
            self.a_ = self._build_net(S_, scope='target_net', trainable=False)
        self.e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='Actor/eval_net')
        self.t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='Actor/target_net')
        self.soft_replace = [tf.assign(t, (1 - TAU) * t + TAU * e) for t, e in zip(self.t_params, self.e_params)]

    def _build_net(self, s, scope, trainable):
        with tf.variable_scope(scope):
            init_w = tf.random_normal_initializer(0., 0.3)
            return tf.layers.dense(s, self.a_dim, activation=tf.nn.tanh, kernel_initializer=init_w, name='a',
                                   trainable=trainable)

    def learn(self, s):
        self.sess.run(self.train_op, feed_dict={S: s})
        self.sess.run(self.soft_replace)

    def choose_action(self, s):
        return self.sess.run(self.a, feed_dict={S: s})

    def add_grad_to_graph(self, a_grads):
        with tf.variable_scope('policy_grads'):
            # dq/da * da/dparams
            self.policy_grads = tf.gradients(ys=self.a, xs=self.e_params, grad_ys=a_grads)
        with tf.variable_scope('A_train'):
            opt = tf.train.GradientDescentOptimizer(-self.lr)  # ascent
            self.train_op = opt.apply_gradients(zip(self.policy_grads, self.e_params))


class Critic(object):
    def __init__(self, sess, action_dim, learning_rate, a, a_):
        self.sess = sess
        self.a_dim = action_dim
        with tf.variable_scope('Critic'):
            self.a = tf.stop_gradient(a)    # stop critic update flows to actor
            self.q = self._build_net(S, self.a, 'eval_net', trainable=True)
            self.q_ = self._build_net(S_, a_, 'target_net', trainable=False)
            self.e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='Critic/eval_net')
            self.t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='Critic/target_net')
        with tf.variable_scope('target_q'):
            self.target_q = R + GAMMA * self.q_
        with tf.variable_scope('TD_error'):
            self.loss = tf.reduce_mean(tf.squared_difference(self.target_q, self.q))
        with tf.variable_scope('C_train'):
            self.train_op = tf.train.GradientDescentOptimizer(learning_rate).minimize(self.loss)
        with tf.variable_scope('a_grad'):
            self.a_grads = tf.gradients(self.q, self.a)[0]
        self.soft_replace = [tf.assign(t, (1 - TAU) * t + TAU * e) for t, e in zip(self.t_params, self.e_params)]

    def _build_net(self, s, a, scope, trainable):
        with tf.variable_scope(scope):
            init_w = tf.random_normal_initializer(0., 0.1)
            with tf.variable_scope('l1'):
                w1_s = tf.get_variable('w1_s', [3, 6], initializer=init_w, trainable=trainable)
                w1_a = tf.get_variable('w1_a', [self.a_dim, 6], initializer=init_w, trainable=trainable)
                net = tf.nn.relu(tf.matmul(s, w1_s) + tf.matmul(a, w1_a))
            with tf.variable_scope('q'):
                return tf.layers.dense(net, 1, kernel_initializer=init_w, trainable=trainable)

    def learn(self, s, a, r, s_):
        _, loss = self.sess.run([self.train_op, self.loss], feed_dict={S: s, self.a: a, R: r, S_: s_})
        self.sess.run(self.soft_replace)
        return loss


with tf.name_scope('S'):
    S = tf.placeholder(tf.float32, shape=[None, 3], name='s')
with tf.name_scope('R'):
    R = tf.placeholder(tf.float32, [None, 1], name='r')
with tf.name_scope('S_'):
    S_ = tf.placeholder(tf.float32, shape=[None, 3], name='s_')

sess = tf.Session()
actor = Actor(sess, 1, 0.1)
critic = Critic(sess, 1, 0.1, actor.a, actor.a_)
actor.add_grad_to_graph(critic.a_grads)
sess.run(tf.global_variables_initializer())

states = np.linspace(-1, 1, 24).reshape(8, 3)
for i in range(4):
    actions = actor.choose_action(states)
    rewards = -np.square(actions - 0.5)
    print(i, critic.learn(states, actions, rewards, states[::-1]))
    actor.learn(states)
print(actor.choose_action(states[:3]))
