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


class ACNetwork(object):
    def __init__(self, state_dim, action_dim, name='ac'):
        self.action_dim = action_dim
        self.name = name
        self.state = tf.TensorSpec([None, state_dim], tf.float32, name='state')
        self.action = tf.TensorSpec([None], tf.int32, name='action')
        self.reward = tf.TensorSpec([None], tf.float32, name='reward')
        self._create_network()
        self.optimizer = RMSprop(0.01, rho=0.99, epsilon=0.1)
        self.compute_pi = tf.function(self.compute_pi, input_signature=[self.state])
        self.pi_and_v = tf.function(self.pi_and_v, input_signature=[self.state])
        self.apply = tf.function(self.apply, input_signature=[self.state, self.action, self.reward])

    def compute_pi(self, state):
        h = self.h(state)
        return self.pi(h)

    def pi_and_v(self, state):
        h = self.h(state)
        pi = self.pi(h)
        create_network_v = self.v(h)
        v = tf.reshape(create_network_v, [-1])
        return pi, v

    def apply(self, state, action, reward):
        with tf.GradientTape() as tape:
            h = self.h(state)
            pi = self.pi(h)
            create_network_v = self.v(h)
            v = tf.reshape(create_network_v, [-1])
            log_pi = tf.math.log(tf.clip_by_value(pi, 1e-20, 1.0))
            entropy = -tf.reduce_sum(pi * log_pi, axis=1)
            one_hot = tf.one_hot(action, self.action_dim)
            advantage = reward - v
            policy_loss = -tf.reduce_sum(tf.reduce_sum(log_pi * one_hot, 1) * tf.stop_gradient(advantage) + 0.01 * entropy)
            value_loss = 0.5 * tf.nn.l2_loss(advantage)
            total_loss = policy_loss + value_loss
        params = self.h.trainable_variables + self.pi.trainable_variables + self.v.trainable_variables
        grads = tape.gradient(total_loss, params)
        grads, grad_norm = tf.clip_by_global_norm(grads, 40.0)
        self.optimizer.apply_gradients(zip(grads, params))
        return total_loss, grad_norm

    def _create_network(self):
        self.h = tf.keras.layers.Dense(6, activation=tf.nn.relu)
        self.pi = tf.keras.layers.Dense(2, activation=tf.nn.softmax)
        self.v = tf.keras.layers.Dense(1)

    def run_policy(self, s):
        return self.compute_pi([s]).numpy()[0]

    def run_policy_and_value(self, s):
        pi_out, v_out = self.pi_and_v([s])
        pi_out, v_out = pi_out.numpy(), v_out.numpy()
        return pi_out[0], v_out[0]

    def learn(self, s, a, r):
        loss, norm = self.apply(s, a, r)
        loss, norm = loss.numpy(), norm.numpy()
        return loss, norm


net = ACNetwork(4, 2)
rng = np.random.RandomState(1)
for i in range(3):
    s = rng.rand(5, 4)
    print(net.run_policy(s[0]).sum(), net.run_policy_and_value(s[0])[1])
    print(net.learn(s, rng.randint(0, 2, 5), rng.rand(5)))
