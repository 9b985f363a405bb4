import numpy as np
import tensorflow as tf

LR_A, LR_C, GAMMA, TAU, MEMORY_CAPACITY, BATCH_SIZE = 0.001, 0.002, 0.9, 0.01, 20, 4


class ANet(tf.keras.layers.Layer):
    def __init__(self, a_dim, a_bound, trainable):
        super().__init__()
        self.a_bound = a_bound
        self.l1 = tf.keras.layers.Dense(30, activation=tf.nn.relu, trainable=trainable)
        self.a = tf.keras.layers.Dense(a_dim, activation=tf.nn.tanh, trainable=trainable)

    def call(self, s):
        net = self.l1(s)
        a = self.a(net)
        return tf.multiply(a, self.a_bound, name='scaled_a')


class CNet(tf.keras.layers.Layer):
    def __init__(self, s_dim, a_dim, trainable):
        super().__init__()
        n_l1 = 30
        self.w1_s = self.add_weight(shape=[s_dim, n_l1], trainable=trainable, name='w1_s')
        self.w1_a = self.add_weight(shape=[a_dim, n_l1], trainable=trainable, name='w1_a')
        self.b1 = self.add_weight(shape=[1, n_l1], trainable=trainable, name='b1')
        self.dense = tf.keras.layers.Dense(1, trainable=trainable)

    def call(self, s, a):
        net = tf.nn.relu(tf.matmul(s, self.w1_s) + tf.matmul(a, self.w1_a) + self.b1)
        return self.dense(net)


class DDPG(object):
    def __init__(self, a_dim, s_dim, a_bound,):
        self.memory = np.zeros((MEMORY_CAPACITY, s_dim * 2 + a_dim + 1), dtype=np.float32)
        self.pointer = 0
        self.a_dim, self.s_dim, self.a_bound = a_dim, s_dim, a_bound,
        self.S = tf.TensorSpec([None, s_dim], tf.float32, name='s')
        self.S_ = tf.TensorSpec([None, s_dim], tf.float32, name='s_')
        self.R = tf.TensorSpec([None, 1], tf.float32, name='r')
        self.actor_eval = ANet(self.a_dim, self.a_bound, trainable=True)
        self.actor_target = ANet(self.a_dim, self.a_bound, trainable=False)
        self.critic_eval = CNet(self.s_dim, self.a_dim, trainable=True)
        self.critic_target = CNet(self.s_dim, self.a_dim, trainable=False)
        self.c_optimizer = tf.keras.optimizers.Adam(LR_C, beta_2=0.9990000129, epsilon=1e-8)
        self.a_optimizer = tf.keras.optimizers.Adam(LR_A, beta_2=0.9990000129, epsilon=1e-8)
        self.a = tf.function(self.a, input_signature=[self.S])
        self.atrain = tf.function(self.atrain, input_signature=[self.S])
        self.ctrain = tf.function(self.ctrain, input_signature=[self.S, self.S_, self.R, tf.TensorSpec([None, self.a_dim], tf.float32)])
        self.a.get_concrete_function()  # builds the layers
        self.ctrain.get_concrete_function()  # builds the layers

    def a(self, S):
        return self.actor_eval(S)

    @tf.function
    def soft_replace(self):
        ae_params = self.actor_eval.variables
        at_params = self.actor_target.variables
        ce_params = self.critic_eval.variables
        ct_params = self.critic_target.variables
        return [t.assign((1 - TAU) * t + TAU * e)
                             for t, e in zip(at_params + ct_params, ae_params + ce_params)]

    def atrain(self, S):
        with tf.GradientTape() as tape:
            a = self.actor_eval(S)
            q = self.critic_eval(S, a)
            a_loss = - tf.reduce_mean(q)
        variables = self.actor_eval.trainable_variables
        self.a_optimizer.apply_gradients(zip(tape.gradient(a_loss, variables), variables))

    def ctrain(self, S, S_, R, a):
        with tf.GradientTape() as tape:
            a_ = self.actor_target(S_)
            q = self.critic_eval(S, a)
            q_ = self.critic_target(S_, a_)
            q_target = R + GAMMA * q_
            td_error = tf.reduce_mean(tf.square(q - q_target))
        variables = self.critic_eval.trainable_variables
        self.c_optimizer.apply_gradients(zip(tape.gradient(td_error, variables), variables))

    def choose_action(self, s):
        return self.a(s[np.newaxis, :]).numpy()[0]

    def learn(self):
        self.soft_replace()
        indices = np.random.choice(MEMORY_CAPACITY, size=BATCH_SIZE)
        bt = self.memory[indices, :]
        bs = bt[:, :self.s_dim]
        ba = bt[:, self.s_dim: self.s_dim + self.a_dim]
        br = bt[:, -self.s_dim - 1: -self.s_dim]
        bs_ = bt[:, -self.s_dim:]
        self.atrain(bs)
        self.ctrain(bs, bs_, br, ba)

    def store_transition(self, s, a, r, s_):
        transition = np.hstack((s, a, [r], s_))
        index = self.pointer % MEMORY_CAPACITY
        self.memory[index, :] = transition
        self.pointer += 1


np.random.seed(1)
ddpg = DDPG(1, 3, 2.)
for i in range(25):
    s, s_ = np.random.rand(3), np.random.rand(3)
    a = ddpg.choose_action(s)
    ddpg.store_transition(s, a, 0.1 * i, s_)
    if ddpg.pointer > MEMORY_CAPACITY:
        ddpg.learn()
print(ddpg.choose_action(np.ones(3)))
