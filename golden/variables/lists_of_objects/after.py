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


class Network(object):
    def __init__(self, name, s_dim, a_dim, scope=None):
        self.state = tf.TensorSpec([None, s_dim], tf.float32, name='state')
        self.h = tf.keras.layers.Dense(10, activation=tf.nn.tanh)
        self.q = tf.keras.layers.Dense(a_dim)
        self.compute_q = tf.function(self.compute_q, input_signature=[self.state])
        self.compute_q.get_concrete_function()  # builds the layers

    def compute_q(self, state):
        h = self.h(state)
        return self.q(h)
import numpy as np


class Agent(object):
    def __init__(self, s_dim, a_dim, lr=0.01, gamma=0.9):
        self.gamma = gamma
        self.a_dim = a_dim
        self.eval_net = Network('eval', s_dim, a_dim)
        self.target_net = Network('target', s_dim, a_dim)
        self.action = tf.TensorSpec([None], tf.int32, name='action')
        self.target = tf.TensorSpec([None], tf.float32, name='target')
        self.optimizer = RMSprop(lr, epsilon=1e-10)
        self.steps = 0

    @tf.function
    def sync(self):
        return [t.assign(e) for t, e in zip(self.target_net.h.variables + self.target_net.q.variables, self.eval_net.h.variables + self.eval_net.q.variables)]

    @tf.function
    def train_step(self, state, action, target):
        state = tf.cast(state, tf.float32)
        action = tf.cast(action, tf.int32)
        target = tf.cast(target, tf.float32)
        with tf.GradientTape() as tape:
            q = self.eval_net.compute_q(state)
            q_a = tf.reduce_sum(q * tf.one_hot(action, self.a_dim), axis=1)
            loss = tf.reduce_mean(tf.math.squared_difference(target, q_a))
        variables = self.eval_net.h.trainable_variables + self.eval_net.q.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def choose(self, s):
        return np.argmax(self.eval_net.compute_q(s[np.newaxis]).numpy()[0])

    def learn(self, s, a, r, s_):
        if self.steps % 3 == 0:
            self.sync()
        self.steps += 1
        q_next = self.target_net.compute_q(s_).numpy()
        target = r + self.gamma * q_next.max(axis=1)
        loss = self.train_step(s, a, target).numpy()
        return loss

rng = np.random.RandomState(0)
agent = Agent(4, 2)
for i in range(7):
    s, s_ = rng.rand(8, 4), rng.rand(8, 4)
    a = rng.randint(0, 2, 8)
    print(i, agent.learn(s, a, rng.rand(8), s_), agent.choose(s[0]))
