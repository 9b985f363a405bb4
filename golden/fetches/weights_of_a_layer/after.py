"""The weights of a layer, fetched beside the step that trains them."""
import numpy as np
import tensorflow as tf


class Agent(object):
    def __init__(self, rate, states, actions):
        self.states = states
        self.state = tf.TensorSpec([1], tf.int32)
        self.fully_connected = tf.keras.layers.Dense(actions, use_bias=False, activation=tf.nn.sigmoid, kernel_initializer=tf.ones_initializer())
        self.reward = tf.TensorSpec([1], tf.float32)
        self.action = tf.TensorSpec([1], tf.int32)
        self.optimizer = tf.keras.optimizers.SGD(rate)
        self.update = tf.function(self.update, input_signature=[self.state, self.reward, self.action])
        self.best = tf.function(self.best, input_signature=[self.state])
        self.best.get_concrete_function()  # builds the layers

    def update(self, state, reward, action):
        with tf.GradientTape() as tape:
            outputs = self.fully_connected(tf.one_hot(state, self.states))
            output = tf.reshape(outputs, [-1])
            chosen = tf.slice(output, action, [1])
            loss = -(tf.math.log(chosen) * reward)
        variables = self.fully_connected.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return tf.convert_to_tensor(weights)

    def best(self, state):
        outputs = self.fully_connected(tf.one_hot(state, self.states))
        output = tf.reshape(outputs, [-1])
        return tf.argmax(output, 0)


agent = Agent(0.1, 3, 4)
weights = agent.fully_connected.trainable_variables[0]

for turn in range(4):
    feed_dict = {'reward': [1.0], 'action': [turn], 'state': [turn % 3]}
    current = agent.update(**feed_dict).numpy()
    print(np.round(current, 5), agent.best([turn % 3]).numpy())
