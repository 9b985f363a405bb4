import numpy as np
import tensorflow as tf


class ActorNetworkLayer(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1, activation=tf.nn.tanh)

    def call(self, inputs):
        out = self.dense(inputs)
        return out


class CriticNetworkLayer(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(5, activation=tf.nn.relu)
        self.dense_1 = tf.keras.layers.Dense(1)

    def call(self, inputs, action):
        net = self.dense(inputs)
        net = tf.concat([net, action], axis=1)
        out = self.dense_1(net)
        return out


class ActorNetwork(object):
    def __init__(self, state_dim, tau, batch_size):
        self.tau = tau
        self.s_dim = state_dim
        self.batch_size = batch_size

        # Actor Network
        self.inputs = tf.TensorSpec([None, self.s_dim], tf.float32)
        self.dense = ActorNetworkLayer()

        # Target Network
        self.target_inputs = tf.TensorSpec([None, self.s_dim], tf.float32)
        self.dense_1 = ActorNetworkLayer()

        # This gradient will be provided by the critic network
        self.action_gradient = tf.TensorSpec([None, 1], tf.float32)
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.num_trainable_vars = 2 + 2
        self.out = tf.function(self.out, input_signature=[self.inputs])
        self.target_out = tf.function(self.target_out, input_signature=[self.target_inputs])
        self.optimize = tf.function(self.optimize, input_signature=[self.inputs, self.action_gradient])
        self.out.get_concrete_function()  # builds the layers
        self.target_out.get_concrete_function()  # builds the layers

    @tf.function
    def update_target_network_params(self):
        network_params = self.dense.trainable_variables
        target_network_params = self.dense_1.trainable_variables

        # Op for periodically updating target network
        return [target_network_params[i].assign(tf.multiply(network_params[i], self.tau) +
                                                  tf.multiply(target_network_params[i], 1. - self.tau))
                for i in range(len(target_network_params))]

    def out(self, inputs):
        return self.dense(inputs)

    def target_out(self, target_inputs):
        return self.dense_1(target_inputs)

    def optimize(self, inputs, action_gradient):
        with tf.GradientTape() as tape:
            out = self.dense(inputs)
        network_params = self.dense.trainable_variables
        unnormalized_gradients = tape.gradient(out, network_params, output_gradients=-action_gradient)
        actor_gradients = list(map(lambda x: tf.divide(x, self.batch_size), unnormalized_gradients))
        self.optimizer. \
            apply_gradients(zip(actor_gradients, network_params))

    def train(self, inputs, a_gradient):
        self.optimize(inputs, a_gradient)

    def predict(self, inputs):
        return self.out(inputs).numpy()

    def predict_target(self, inputs):
        return self.target_out(inputs).numpy()

    def update_target_network(self):
        self.update_target_network_params()


class CriticNetwork(object):
    def __init__(self, state_dim, tau, num_actor_vars):
        self.num_actor_vars = num_actor_vars
        self.tau = tau
        self.s_dim = state_dim

        self.inputs = tf.TensorSpec([None, self.s_dim], tf.float32)
        self.action = tf.TensorSpec([None, 1], tf.float32)
        self.critic_network = CriticNetworkLayer()

        self.target_inputs = tf.TensorSpec([None, self.s_dim], tf.float32)
        self.target_action = tf.TensorSpec([None, 1], tf.float32)
        self.critic_network_1 = CriticNetworkLayer()

        self.predicted_q_value = tf.TensorSpec([None, 1], tf.float32)
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.target_out = tf.function(self.target_out, input_signature=[self.target_inputs, self.target_action])
        self.optimize = tf.function(self.optimize, input_signature=[self.inputs, self.action, self.predicted_q_value])
        self.action_grads_0 = tf.function(self.action_grads_0, input_signature=[self.inputs, self.action])
        self.action_grads_0.get_concrete_function()  # builds the layers
        self.target_out.get_concrete_function()  # builds the layers

    @tf.function
    def update_target_network_params(self):
        network_params = self.critic_network.trainable_variables
        target_network_params = self.critic_network_1.trainable_variables
        return [target_network_params[i].assign(tf.multiply(network_params[i], self.tau)
             + tf.multiply(target_network_params[i], 1. - self.tau))
                for i in range(len(target_network_params))]

    def target_out(self, target_inputs, target_action):
        return self.critic_network_1(target_inputs, target_action)

    def optimize(self, inputs, action, predicted_q_value):
        with tf.GradientTape() as tape:
            out = self.critic_network(inputs, action)
            loss = tf.reduce_mean(tf.square(predicted_q_value - out))
        variables = self.critic_network.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return out

    def action_grads_0(self, inputs, action):
        with tf.GradientTape() as tape:
            tape.watch(action)
            out = self.critic_network(inputs, action)
        action_grads = tape.gradient(out, [action])
        return action_grads[0]

    def train(self, inputs, action, predicted_q_value):
        return [self.optimize(inputs, action, predicted_q_value).numpy(), None]

    def predict_target(self, inputs, action):
        return self.target_out(inputs, action).numpy()

    def action_gradients(self, inputs, actions):
        return [self.action_grads_0(inputs, actions).numpy()]

    def update_target_network(self):
        self.update_target_network_params()


actor = ActorNetwork(3, 0.1, 8)
critic = CriticNetwork(3, 0.1, actor.num_trainable_vars)
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
