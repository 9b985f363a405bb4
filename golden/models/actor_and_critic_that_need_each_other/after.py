import numpy as np
import tensorflow as tf

GAMMA = 0.9
TAU = 0.1


class Net(tf.keras.layers.Layer):
    def __init__(self, a_dim, trainable):
        super().__init__()
        init_w = tf.random_normal_initializer(0., 0.3)
        self.a = tf.keras.layers.Dense(a_dim, activation=tf.nn.tanh, kernel_initializer=init_w, trainable=trainable)

    def call(self, s):
        return self.a(s)


class NetLayer(tf.keras.layers.Layer):
    def __init__(self, a_dim, trainable):
        super().__init__()
        init_w = tf.random_normal_initializer(0., 0.1)
        self.w1_s = self.add_weight(shape=[3, 6], initializer=init_w, trainable=trainable, name='w1_s')
        self.w1_a = self.add_weight(shape=[a_dim, 6], initializer=init_w, trainable=trainable, name='w1_a')
        self.dense = tf.keras.layers.Dense(1, kernel_initializer=init_w, trainable=trainable)

    def call(self, s, a):
        net = tf.nn.relu(tf.matmul(s, self.w1_s) + tf.matmul(a, self.w1_a))
        return self.dense(net)


class Actor(object):
    def __init__(self, action_dim, learning_rate):
        self.a_dim = action_dim
        self.lr = learning_rate
        self.actor_eval_net_a = Net(self.a_dim, trainable=True)
        self.actor_target_net_a = Net(self.a_dim, trainable=False)
        self.a = tf.function(self.a, input_signature=[S])
        self.a_1 = tf.function(self.a_1, input_signature=[S_])
        self.a_1.get_concrete_function()  # builds the layers
        self.a.get_concrete_function()  # builds the layers

    def a(self, S):
        return self.actor_eval_net_a(S)

    @tf.function
    def soft_replace(self):
        e_params = self.actor_eval_net_a.variables
        t_params = self.actor_target_net_a.variables
        return [t.assign((1 - TAU) * t + TAU * e) for t, e in zip(t_params, e_params)]

    def a_1(self, S_):
        return self.actor_target_net_a(S_)

    def learn(self, s):
        self.train_step(s)
        self.soft_replace()

    def choose_action(self, s):
        return self.a(s).numpy()

    def add_grad_to_graph(self):
        self.opt = tf.keras.optimizers.SGD(-self.lr)  # ascent
        self.train_step = tf.function(self.train_step, input_signature=[S])

    def train_step(self, S):
        with tf.GradientTape() as tape:
            a_grads = critic.a_grads(S)
            a = self.a(S)
        # dq/da * da/dparams
        policy_grads = tape.gradient(a, self.actor_eval_net_a.variables, output_gradients=a_grads)
        self.opt.apply_gradients(zip(policy_grads, self.actor_eval_net_a.variables))


class Critic(object):
    def __init__(self, action_dim, learning_rate):
        self.a_dim = action_dim
        self.critic_eval_net = NetLayer(self.a_dim, trainable=True)
        self.critic_target_net = NetLayer(self.a_dim, trainable=False)
        self.optimizer = tf.keras.optimizers.SGD(learning_rate)
        self.train_step = tf.function(self.train_step, input_signature=[S, R, S_, tf.TensorSpec([None, self.a_dim], tf.float32)])
        self.a_grads = tf.function(self.a_grads, input_signature=[S])
        self.a_grads.get_concrete_function()  # builds the layers
        self.train_step.get_concrete_function()  # builds the layers

    def train_step(self, S, R, S_, a):
        with tf.GradientTape() as tape:
            a_1 = actor.a_1(S_)
            q = self.critic_eval_net(S, a)
            q_ = self.critic_target_net(S_, a_1)
            target_q = R + GAMMA * q_
            loss = tf.reduce_mean(tf.math.squared_difference(target_q, q))
        variables = self.critic_eval_net.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    @tf.function
    def soft_replace(self):
        e_params = self.critic_eval_net.variables
        t_params = self.critic_target_net.variables
        return [t.assign((1 - TAU) * t + TAU * e) for t, e in zip(t_params, e_params)]

    def a_grads(self, S):
        a_2 = actor.a(S)
        a = tf.stop_gradient(a_2)    # stop critic update flows to actor
        with tf.GradientTape() as tape:
            tape.watch(a)
            q = self.critic_eval_net(S, a)
        return tape.gradient(q, a)

    def learn(self, s, a, r, s_):
        loss = self.train_step(s, r, s_, a).numpy()
        self.soft_replace()
        return loss


S = tf.TensorSpec([None, 3], tf.float32, name='s')
R = tf.TensorSpec([None, 1], tf.float32, name='r')
S_ = tf.TensorSpec([None, 3], tf.float32, name='s_')

actor = Actor(1, 0.1)
critic = Critic(1, 0.1)
actor.add_grad_to_graph()

states = np.linspace(-1, 1, 24).reshape(8, 3)
for i in range(4):
    actions = actor.choose_action(states)
    rewards = -np.square(actions - 0.5)
    print(i, critic.learn(states, actions, rewards, states[::-1]))
    actor.learn(states)
print(actor.choose_action(states[:3]))
