import numpy as np
import tensorflow as tf


class PolicyEstimator():
    def __init__(self, learning_rate=0.01, scope="policy_estimator"):
        self.state = tf.TensorSpec([], tf.int32, name="state")
        self.action = tf.TensorSpec(None, tf.int32, name="action")
        self.target = tf.TensorSpec(None, tf.float32, name="target")
        self.fully_connected = tf.keras.layers.Dense(units=3,
            kernel_initializer=tf.zeros_initializer)
        self.optimizer = tf.keras.optimizers.Adam(learning_rate=learning_rate, beta_2=0.9990000129, epsilon=1e-8)
        self.action_probs = tf.function(self.action_probs, input_signature=[self.state])
        self.train_step = tf.function(self.train_step, input_signature=[self.state, self.action, self.target])

    def action_probs(self, state):
        state_one_hot = tf.one_hot(state, 6)
        output_layer = self.fully_connected(tf.expand_dims(state_one_hot, 0))
        return tf.squeeze(tf.nn.softmax(output_layer))

    def train_step(self, state, action, target):
        with tf.GradientTape() as tape:
            action_probs = self.action_probs(state)
            picked_action_prob = tf.gather(action_probs, action)
            loss = -tf.math.log(picked_action_prob) * target
        variables = self.fully_connected.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        global_step.assign_add(1)
        return loss

    def predict(self, state):
        return self.action_probs(state).numpy()

    def update(self, state, target, action):
        feed_dict = {'state': state, 'target': target, 'action': action}
        loss = self.train_step(**feed_dict).numpy()
        return loss


class ValueEstimator():
    def __init__(self, learning_rate=0.1, scope="value_estimator"):
        self.state = tf.TensorSpec([], tf.int32, name="state")
        self.target = tf.TensorSpec(None, tf.float32, name="target")
        self.fully_connected = tf.keras.layers.Dense(units=1,
            kernel_initializer=tf.zeros_initializer)
        self.optimizer = tf.keras.optimizers.Adam(learning_rate=learning_rate, beta_2=0.9990000129, epsilon=1e-8)
        self.value_estimate = tf.function(self.value_estimate, input_signature=[self.state])
        self.train_step = tf.function(self.train_step, input_signature=[self.state, self.target])

    def value_estimate(self, state):
        state_one_hot = tf.one_hot(state, 6)
        output_layer = self.fully_connected(tf.expand_dims(state_one_hot, 0))
        return tf.squeeze(output_layer)

    def train_step(self, state, target):
        with tf.GradientTape() as tape:
            value_estimate = self.value_estimate(state)
            loss = tf.math.squared_difference(value_estimate, target)
        variables = self.fully_connected.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        global_step.assign_add(1)
        return loss

    def predict(self, state):
        return self.value_estimate(state).numpy()

    def update(self, state, target):
        feed_dict = {'state': state, 'target': target}
        loss = self.train_step(**feed_dict).numpy()
        return loss


def reinforce(estimator_policy, estimator_value, num_episodes):
    rng = np.random.RandomState(3)
    for i_episode in range(num_episodes):
        state = rng.randint(6)
        for t in range(3):
            action_probs = estimator_policy.predict(state)
            action = int(np.argmax(action_probs + rng.rand(3)))
            reward = float(action == state % 3)
            baseline_value = estimator_value.predict(state)
            advantage = reward - baseline_value
            vl = estimator_value.update(state, reward)
            pl = estimator_policy.update(state, advantage, action)
            state = (state + action) % 6
        print(i_episode, np.round(vl, 5), np.round(pl, 5))

global_step = tf.Variable(0, name="global_step", trainable=False)
policy_estimator = PolicyEstimator()
value_estimator = ValueEstimator()

reinforce(policy_estimator, value_estimator, 4)
print(policy_estimator.predict(2))
