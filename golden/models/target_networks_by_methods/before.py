import numpy as np
import tensorflow as tf


class ActorNetwork(object):
    def __init__(self, sess, state_dim, tau, batch_size):
        self.sess = sess
        self.s_dim = state_dim
        self.batch_size = batch_size

        # Actor Network
        self.inputs, self.out = self.create_actor_network()
        self.network_params = tf.trainable_variables()

        # Target Network
        self.target_inputs, self.target_out = self.create_actor_network()
        self.target_network_params = tf.trainable_variables()[
            len(self.network_params):]

        # Op for periodically updating target network
        self.update_target_network_params = \
            [self.target_network_params[i].assign(tf.multiply(self.network_params[i], tau) +
                                                  tf.multiply(self.target_network_params[i], 1. - tau))
                for i in range(len(self.target_network_params))]

        # This gradient will be provided by the critic network
        self.action_gradient = tf.placeholder(tf.float32, [None, 1])
        self.unnormalized_gradients = tf.gradients(self.out, self.network_params, -self.action_gradient)
        self.actor_gradients = list(map(lambda x: tf.div(x, self.batch_size), self.unnormalized_gradients))
        self.optimize = tf.train.GradientDescentOptimizer(0.1). \
            apply_gradients(zip(self.actor_gradients, self.network_params))
        self.num_trainable_vars = len(self.network_params) + len(self.target_network_params)

    def create_actor_network(self):
        inputs = tf.placeholder(tf.float32, [None, self.s_dim])
        out = tf.layers.dense(inputs, 1, activation=tf.nn.tanh)
        return inputs, out

    def train(self, inputs, a_gradient):
        self.sess.run(self.optimize, feed_dict={self.inputs: inputs, self.action_gradient: a_gradient})

    def predict(self, inputs):
        return self.sess.run(self.out, feed_dict={self.inputs: inputs})

    def predict_target(self, inputs):
        return self.sess.run(self.target_out, feed_dict={self.target_inputs: inputs})

    def update_target_network(self):
        self.sess.run(self.update_target_network_params)


class CriticNetwork(object):
    def __init__(self, sess, state_dim, tau, num_actor_vars):
        self.sess = sess
        self.s_dim = state_dim

        self.inputs, self.action, self.out = self.create_critic_network()
        self.network_params = tf.trainable_variables()[num_actor_vars:]

        self.target_inputs, self.target_action, self.target_out = self.create_critic_network()
        self.target_network_params = tf.trainable_variables()[(len(self.network_params) + num_actor_vars):]
        self.update_target_network_params = \
            [self.target_network_params[i].assign(tf.multiply(self.network_params[i], tau)
             + tf.multiply(self.target_network_params[i], 1. - tau))
                for i in range(len(self.target_network_params))]

        self.predicted_q_value = tf.placeholder(tf.float32, [None, 1])
        self.loss = tf.reduce_mean(tf.square(self.predicted_q_value - self.out))
        self.optimize = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        self.action_grads = tf.gradients(self.out, self.action)

    def create_critic_network(self):
        inputs = tf.placeholder(tf.float32, [None, self.s_dim])
        action = tf.placeholder(tf.float32, [None, 1])
        net = tf.layers.dense(inputs, 5, activation=tf.nn.relu)
        net = tf.concat([net, action], axis=1)
        out = tf.layers.dense(net, 1)
        return inputs, action, out

    def train(self, inputs, action, predicted_q_value):
        return self.sess.run([self.out, self.optimize], feed_dict={
            self.inputs: inputs,
            self.action: action,
            self.predicted_q_value: predicted_q_value
        })

    def predict_target(self, inputs, action):
        return self.sess.run(self.target_out, feed_dict={self.target_inputs: inputs, self.target_action: action})

    def action_gradients(self, inputs, actions):
        return self.sess.run(self.action_grads, feed_dict={self.inputs: inputs, self.action: actions})

    def update_target_network(self):
        self.sess.run(self.update_target_network_params)


with tf.Session() as sess:
    actor = ActorNetwork(sess, 3, 0.1, 8)
    critic = CriticNetwork(sess, 3, 0.1, actor.num_trainable_vars)
    sess.run(tf.global_variables_initializer())
    actor.update_target_network()
    critic.update_target_network()
    states = np.linspace(-1, 1, 24).reshape(8, 3)
    for i in range(4):
        actions = actor.predict(states)
        target = -np.square(actions - 0.5) + 0.9 * critic.predict_target(states, actor.predict_target(states))
        q, _ = critic.train(states, actions, target)
        grads = critic.action_gradients(states, actions)
        actor.train(states, grads[0])
        actor.update_target_network()
        critic.update_target_network()
        print(i, q.mean(), grads[0].sum())
    print(actor.predict_target(states[:3]))
    print(critic.predict_target(states[:3], actions[:3]))
