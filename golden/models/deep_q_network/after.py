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
    def __init__(self, n_actions, n_features, learning_rate=0.01, gamma=0.9):
        self.n_actions = n_actions
        self.n_features = n_features
        self.lr = learning_rate
        self.gamma = gamma
        self.learn_step = 0
        self._build_net()
        self.cost_his = []
        self.q_eval = tf.function(self.q_eval, input_signature=[self.s])
        self.q_next_and_q_eval = tf.function(self.q_next_and_q_eval, input_signature=[self.s, self.s_])
        self._train_step = tf.function(self._train_step, input_signature=[self.s, self.q_target])
        self.q_next_and_q_eval.get_concrete_function()  # builds the layers

    def q_eval(self, s):
        e1 = self.e1(s)
        return self.q(e1)

    @tf.function
    def replace_op(self):
        t_params = self.t1.variables + self.t2.variables
        e_params = self.e1.variables + self.q.variables
        return [t.assign(e) for t, e in zip(t_params, e_params)]

    def q_next_and_q_eval(self, s, s_):
        q_eval = self.q_eval(s)
        t1 = self.t1(s_)
        q_next = self.t2(t1)
        return q_next, q_eval

    def _train_step(self, s, q_target):
        with tf.GradientTape() as tape:
            q_eval = self.q_eval(s)
            loss = tf.reduce_mean(tf.math.squared_difference(q_target, q_eval))
        variables = self.e1.trainable_variables + self.q.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def _build_net(self):
        self.s = tf.TensorSpec([None, self.n_features], tf.float32, name='s')
        self.s_ = tf.TensorSpec([None, self.n_features], tf.float32, name='s_')
        self.q_target = tf.TensorSpec([None, self.n_actions], tf.float32, name='Q_target')
        w_init = tf.random_normal_initializer(0., 0.3)
        self.e1 = tf.keras.layers.Dense(5, activation=tf.nn.relu, kernel_initializer=w_init)
        self.q = tf.keras.layers.Dense(self.n_actions, kernel_initializer=w_init)
        self.t1 = tf.keras.layers.Dense(5, activation=tf.nn.relu, kernel_initializer=w_init)
        self.t2 = tf.keras.layers.Dense(self.n_actions, kernel_initializer=w_init)
        self.optimizer = RMSprop(self.lr, epsilon=1e-10)

    def choose_action(self, observation):
        observation = observation[np.newaxis, :]
        actions_value = self.q_eval(observation).numpy()
        return np.argmax(actions_value)

    def learn(self, s, a, r, s_):
        if self.learn_step % 2 == 0:
            self.replace_op()
        q_next, q_eval = self.q_next_and_q_eval(s, s_)
        q_next, q_eval = q_next.numpy(), q_eval.numpy()
        q_target = q_eval.copy()
        q_target[np.arange(len(s)), a] = r + self.gamma * np.max(q_next, axis=1)
        cost = self._train_step(s, q_target).numpy()
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
