import numpy as np
import tensorflow as tf


class RMSprop(tf.keras.optimizers.RMSprop):
    """RMSprop whose mean square starts at one."""

    def build(self, var_list):
        built = getattr(self, '_built', False) or getattr(self, 'built', False)
        with tf.init_scope():
            super().build(var_list)
            if not built:
                for velocity in self._velocities:
                    velocity.assign(tf.ones_like(velocity))


class DeepQNetwork:
    def __init__(self, n_actions, n_features, learning_rate=0.01, reward_decay=0.9, e_greedy=0.9,
                 replace_target_iter=2, memory_size=20, batch_size=4):
        self.n_actions = n_actions
        self.n_features = n_features
        self.lr = learning_rate
        self.gamma = reward_decay
        self.epsilon = e_greedy
        self.replace_target_iter = replace_target_iter
        self.memory_size = memory_size
        self.batch_size = batch_size
        self.learn_step_counter = 0
        self.memory = np.zeros((self.memory_size, n_features * 2 + 2))
        self._build_net()
        self.t_params = [self.target_net_w1, self.target_net_b1, self.target_net_w2, self.target_net_b2]
        self.e_params = [self.w1, self.b1, self.w2, self.b2]
        self.cost_his = []
        self.q_eval = tf.function(self.q_eval, input_signature=[self.s])
        self.q_next_and_q_eval = tf.function(self.q_next_and_q_eval, input_signature=[self.s, self.s_])
        self._train_step = tf.function(self._train_step, input_signature=[self.s, self.q_target])

    def q_eval(self, s):
        l1 = tf.nn.relu(tf.matmul(s, self.w1) + self.b1)
        return tf.matmul(l1, self.w2) + self.b2

    @tf.function
    def replace_target_op(self):
        return [t.assign(e) for t, e in zip(self.t_params, self.e_params)]

    def q_next_and_q_eval(self, s, s_):
        q_eval = self.q_eval(s)
        l1 = tf.nn.relu(tf.matmul(s_, self.target_net_w1) + self.target_net_b1)
        q_next = tf.matmul(l1, self.target_net_w2) + self.target_net_b2
        return q_next, q_eval

    def _train_step(self, s, q_target):
        with tf.GradientTape() as tape:
            q_eval = self.q_eval(s)
            loss = tf.reduce_mean(tf.math.squared_difference(q_target, q_eval))
        variables = self.e_params
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def _build_net(self):
        self.s = tf.TensorSpec([None, self.n_features], tf.float32, name='s')
        self.q_target = tf.TensorSpec([None, self.n_actions], tf.float32, name='Q_target')
        n_l1, w_initializer, b_initializer = \
                10, \
                tf.random_normal_initializer(0., 0.3), tf.constant_initializer(0.1)
        self.w1 = tf.Variable(w_initializer([self.n_features, n_l1]), name='eval_net/l1/w1')
        self.b1 = tf.Variable(b_initializer([1, n_l1]), name='eval_net/l1/b1')
        self.w2 = tf.Variable(w_initializer([n_l1, self.n_actions]), name='eval_net/l2/w2')
        self.b2 = tf.Variable(b_initializer([1, self.n_actions]), name='eval_net/l2/b2')
        self.optimizer = RMSprop(self.lr, epsilon=1e-10)
        self.s_ = tf.TensorSpec([None, self.n_features], tf.float32, name='s_')
        self.target_net_w1 = tf.Variable(w_initializer([self.n_features, n_l1]), name='target_net/l1/w1')
        self.target_net_b1 = tf.Variable(b_initializer([1, n_l1]), name='target_net/l1/b1')
        self.target_net_w2 = tf.Variable(w_initializer([n_l1, self.n_actions]), name='target_net/l2/w2')
        self.target_net_b2 = tf.Variable(b_initializer([1, self.n_actions]), name='target_net/l2/b2')

    def store_transition(self, s, a, r, s_):
        if not hasattr(self, 'memory_counter'):
            self.memory_counter = 0
        transition = np.hstack((s, [a, r], s_))
        index = self.memory_counter % self.memory_size
        self.memory[index, :] = transition
        self.memory_counter += 1

    def choose_action(self, observation):
        observation = observation[np.newaxis, :]
        if np.random.uniform() < self.epsilon:
            actions_value = self.q_eval(observation).numpy()
            action = np.argmax(actions_value)
        else:
            action = np.random.randint(0, self.n_actions)
        return action

    def learn(self):
        if self.learn_step_counter % self.replace_target_iter == 0:
            self.replace_target_op()
            print('\ntarget_params_replaced\n')
        sample_index = np.random.choice(min(self.memory_counter, self.memory_size), size=self.batch_size)
        batch_memory = self.memory[sample_index, :]
        q_next, q_eval = self.q_next_and_q_eval(batch_memory[:, :self.n_features], batch_memory[:, -self.n_features:])
        q_next, q_eval = q_next.numpy(), q_eval.numpy()
        q_target = q_eval.copy()
        batch_index = np.arange(self.batch_size, dtype=np.int32)
        eval_act_index = batch_memory[:, self.n_features].astype(int)
        reward = batch_memory[:, self.n_features + 1]
        q_target[batch_index, eval_act_index] = reward + self.gamma * np.max(q_next, axis=1)
        self.cost = self._train_step(batch_memory[:, :self.n_features], q_target).numpy()
        self.cost_his.append(self.cost)
        self.learn_step_counter += 1


np.random.seed(2)
RL = DeepQNetwork(3, 4)
for step in range(12):
    s, s_ = np.random.rand(4), np.random.rand(4)
    a = RL.choose_action(s)
    RL.store_transition(s, a, 0.5 * a, s_)
    if step > 5:
        RL.learn()
print(RL.cost_his)
