"""The weights of a layer, fetched beside the step that trains them."""
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim


class Agent(object):
    def __init__(self, rate, states, actions):
        self.state = tf.placeholder(tf.int32, [1])
        outputs = slim.fully_connected(slim.one_hot_encoding(self.state, states), actions, biases_initializer=None,
                                       activation_fn=tf.nn.sigmoid, weights_initializer=tf.ones_initializer())
        self.output = tf.reshape(outputs, [-1])
        self.best = tf.argmax(self.output, 0)
        self.reward = tf.placeholder(tf.float32, [1])
        self.action = tf.placeholder(tf.int32, [1])
        chosen = tf.slice(self.output, self.action, [1])
        self.loss = -(tf.log(chosen) * self.reward)
        self.update = tf.train.GradientDescentOptimizer(rate).minimize(self.loss)


agent = Agent(0.1, 3, 4)
weights = tf.trainable_variables()[0]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for turn in range(4):
        feed_dict = {agent.reward: [1.0], agent.action: [turn], agent.state: [turn % 3]}
        _, current = sess.run([agent.update, weights], feed_dict=feed_dict)
        print(np.round(current, 5), sess.run(agent.best, feed_dict={agent.state: [turn % 3]}))
