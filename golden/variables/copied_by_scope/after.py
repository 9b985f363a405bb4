from collections import deque
from typing import List
import random
import numpy as np
import tensorflow as tf


class DQN(object):
    def __init__(self, state_size, n_actions, name="main"):
        self.net_name = name
        self.state_size = state_size
        self.n_actions = n_actions
        self._build_network()

    def _build_network(self, h_size=8, l_rate=0.01):
        self._X = tf.TensorSpec([None, self.state_size], tf.float32, name="input_x")
        self.dense = tf.keras.layers.Dense(h_size, activation=tf.nn.relu)
        self.dense_1 = tf.keras.layers.Dense(self.n_actions)
        self._Y = tf.TensorSpec([None, self.n_actions], tf.float32)
        self.optimizer = tf.keras.optimizers.Adam(learning_rate=l_rate, beta_2=0.9990000129, epsilon=1e-8)
        self.Qpred = tf.function(self.Qpred, input_signature=[self._X])
        self._train = tf.function(self._train, input_signature=[self._X, self._Y])
        self.Qpred.get_concrete_function()  # builds the layers

    def Qpred(self, _X):
        net = self.dense(_X)
        return self.dense_1(net)

    def _train(self, _X, _Y):
        with tf.GradientTape() as tape:
            _Qpred = self.Qpred(_X)
            _loss = tf.reduce_mean(tf.square(_Qpred - _Y))
        variables = self.dense.trainable_variables + self.dense_1.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(_loss, variables), variables))
        return _loss

    def predict(self, state):
        x = np.reshape(state, [-1, self.state_size])
        return self.Qpred(x).numpy()

    def update(self, x_stack, y_stack):
        return [self._train(x_stack, y_stack).numpy(), None]

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


def replay_train(mainDQN, targetDQN, batch):
    states = np.vstack([x[0] for x in batch])
    y = mainDQN.predict(states)
    for i, (s, a, r, s2, done) in enumerate(batch):
        y[i, a] = r if done else r + 0.9 * np.max(targetDQN.predict(s2))
    return mainDQN.update(states, y)


def main():
    env = Env()
    replay = deque(maxlen=100)
    mainDQN = DQN(STATE, ACTIONS, name="main")
    targetDQN = DQN(STATE, ACTIONS, name="target")

    src_vars = mainDQN.dense.trainable_variables + mainDQN.dense_1.trainable_variables
    dest_vars = targetDQN.dense.trainable_variables + targetDQN.dense_1.trainable_variables

    @tf.function
    def copy_ops():
        # Copy variables src_scope to dest_scope
        copy_ops = []
        for src_var, dest_var in zip(src_vars, dest_vars):
            copy_ops.append(dest_var.assign(tf.convert_to_tensor(src_var)))
        return copy_ops

    copy_ops()
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
            copy_ops()


if __name__ == "__main__":
    main()
