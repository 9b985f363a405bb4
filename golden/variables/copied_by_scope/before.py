from collections import deque
from typing import List
import random
import numpy as np
import tensorflow as tf


class DQN(object):
    def __init__(self, session, state_size, n_actions, name="main"):
        self.session = session
        self.net_name = name
        self.state_size = state_size
        self.n_actions = n_actions
        self._build_network()

    def _build_network(self, h_size=8, l_rate=0.01):
        with tf.variable_scope(self.net_name):
            self._X = tf.placeholder(tf.float32, [None, self.state_size], name="input_x")
            net = tf.layers.dense(self._X, h_size, activation=tf.nn.relu)
            self._Qpred = tf.layers.dense(net, self.n_actions)
            self._Y = tf.placeholder(tf.float32, shape=[None, self.n_actions])
            self._loss = tf.losses.mean_squared_error(self._Y, self._Qpred)
            self._train = tf.train.AdamOptimizer(learning_rate=l_rate).minimize(self._loss)

    def predict(self, state):
        x = np.reshape(state, [-1, self.state_size])
        return self.session.run(self._Qpred, feed_dict={self._X: x})

    def update(self, x_stack, y_stack):
        return self.session.run([self._loss, self._train], feed_dict={self._X: x_stack, self._Y: y_stack})

STATE, ACTIONS = 4, 2


class Env(object):
    def __init__(self):
        self.rng = np.random.RandomState(3)

    def reset(self):
        self.t = 0
        return self.rng.rand(STATE)

    def step(self, action):
        self.t += 1
        return self.rng.rand(STATE), float(action), self.t >= 5, {}


def get_copy_var_ops(*, dest_scope_name: str, src_scope_name: str) -> List[tf.Operation]:
    """Creates TF operations that copy weights"""
    # Copy variables src_scope to dest_scope
    op_holder = []

    src_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=src_scope_name)
    dest_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=dest_scope_name)
    for src_var, dest_var in zip(src_vars, dest_vars):
        op_holder.append(dest_var.assign(src_var.value()))
    return op_holder


def replay_train(mainDQN, targetDQN, batch):
    states = np.vstack([x[0] for x in batch])
    y = mainDQN.predict(states)
    for i, (s, a, r, s2, done) in enumerate(batch):
        y[i, a] = r if done else r + 0.9 * np.max(targetDQN.predict(s2))
    return mainDQN.update(states, y)


def main():
    env = Env()
    replay = deque(maxlen=100)
    with tf.Session() as sess:
        mainDQN = DQN(sess, STATE, ACTIONS, name="main")
        targetDQN = DQN(sess, STATE, ACTIONS, name="target")
        sess.run(tf.global_variables_initializer())
        copy_ops = get_copy_var_ops(dest_scope_name="target", src_scope_name="main")
        sess.run(copy_ops)
        for episode in range(4):
            s, done = env.reset(), False
            while not done:
                a = int(np.argmax(mainDQN.predict(s)))
                s2, r, done, _ = env.step(a)
                replay.append((s, a, r, s2, done))
                s = s2
            loss, _ = replay_train(mainDQN, targetDQN, list(replay)[-5:])
            print("Episode", episode, "loss", loss)
            if episode % 2 == 1:
                sess.run(copy_ops)


if __name__ == "__main__":
    main()
