import numpy as np
import tensorflow as tf

np.random.seed(2)
tf.random.set_seed(2)
GAMMA = 0.9


class Actor(object):
    def __init__(self, n_features, n_actions, lr=0.001):
        self.s = tf.TensorSpec([1, n_features], tf.float32, name="state")
        self.a = tf.TensorSpec(None, tf.int32, name="act")
        self.td_error = tf.TensorSpec(None, tf.float32, name="td_error")
        self.l1 = tf.keras.layers.Dense(units=20,
            activation=tf.nn.relu,
            kernel_initializer=tf.random_normal_initializer(0., .1),
            bias_initializer=tf.constant_initializer(0.1)
        )
        self.acts_prob = tf.keras.layers.Dense(units=n_actions,
            activation=tf.nn.softmax,
            kernel_initializer=tf.random_normal_initializer(0., .1),
            bias_initializer=tf.constant_initializer(0.1)
        )
        self.optimizer = tf.keras.optimizers.Adam(lr, beta_2=0.9990000129, epsilon=1e-8)
        self.compute_acts_prob = tf.function(self.compute_acts_prob, input_signature=[self.s])
        self.train_step = tf.function(self.train_step, input_signature=[self.s, self.a, self.td_error])

    def compute_acts_prob(self, s):
        l1 = self.l1(s)
        return self.acts_prob(l1)

    def train_step(self, s, a, td_error):
        with tf.GradientTape() as tape:
            acts_prob = self.compute_acts_prob(s)
            log_prob = tf.math.log(acts_prob[0, a])
            exp_v = tf.reduce_mean(log_prob * td_error)
            loss = -exp_v
        variables = self.l1.trainable_variables + self.acts_prob.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return exp_v

    def learn(self, s, a, td):
        s = s[np.newaxis, :]
        feed_dict = {'s': s, 'a': a, 'td_error': td}
        exp_v = self.train_step(**feed_dict).numpy()
        return exp_v

    def choose_action(self, s):
        s = s[np.newaxis, :]
        probs = self.compute_acts_prob(s).numpy()
        return np.random.choice(np.arange(probs.shape[1]), p=probs.ravel() / probs.sum())


class Critic(object):
    def __init__(self, n_features, lr=0.01):
        self.s = tf.TensorSpec([1, n_features], tf.float32, name="state")
        self.v_ = tf.TensorSpec([1, 1], tf.float32, name="v_next")
        self.r = tf.TensorSpec(None, tf.float32, name='r')
        self.l1 = tf.keras.layers.Dense(units=20, activation=tf.nn.relu,
            kernel_initializer=tf.random_normal_initializer(0., .1),
            bias_initializer=tf.constant_initializer(0.1))
        self.V = tf.keras.layers.Dense(units=1, activation=None,
            kernel_initializer=tf.random_normal_initializer(0., .1),
            bias_initializer=tf.constant_initializer(0.1))
        self.optimizer = tf.keras.optimizers.Adam(lr, beta_2=0.9990000129, epsilon=1e-8)
        self.v = tf.function(self.v, input_signature=[self.s])
        self.train_step = tf.function(self.train_step, input_signature=[self.s, self.v_, self.r])

    def v(self, s):
        l1 = self.l1(s)
        return self.V(l1)

    def train_step(self, s, v_, r):
        with tf.GradientTape() as tape:
            v = self.v(s)
            td_error = r + GAMMA * v_ - v
            loss = tf.square(td_error)
        variables = self.l1.trainable_variables + self.V.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return td_error

    def learn(self, s, r, s_):
        s, s_ = s[np.newaxis, :], s_[np.newaxis, :]
        v_ = self.v(s_).numpy()
        td_error = self.train_step(s, v_, r).numpy()
        return td_error

actor = Actor(n_features=4, n_actions=2, lr=0.001)
critic = Critic(n_features=4, lr=0.01)
rng = np.random.RandomState(3)
for i in range(5):
    s, s_ = rng.rand(4), rng.rand(4)
    a = actor.choose_action(s)
    td_error = critic.learn(s, 1., s_)
    print(actor.learn(s, a, td_error), td_error)
