import numpy as np
import tensorflow as tf

np.random.seed(1)
tf.random.set_seed(1)


class PolicyGradient:
    def __init__(self, n_actions, n_features, learning_rate=0.01, reward_decay=0.95, output_graph=False):
        self.n_actions = n_actions
        self.n_features = n_features
        self.lr = learning_rate
        self.gamma = reward_decay
        self.ep_obs, self.ep_as, self.ep_rs = [], [], []
        self._build_net()
        if output_graph:
            tf.summary.create_file_writer("logs/")

    def _build_net(self):
        self.tf_obs = tf.TensorSpec([None, self.n_features], tf.float32, name="observations")
        self.tf_acts = tf.TensorSpec([None, ], tf.int32, name="actions_num")
        self.tf_vt = tf.TensorSpec([None, ], tf.float32, name="actions_value")
        self.fc1 = tf.keras.layers.Dense(units=10,
            activation=tf.nn.tanh,
            kernel_initializer=tf.random_normal_initializer(mean=0, stddev=0.3),
            bias_initializer=tf.constant_initializer(0.1)
        )
        self.fc2 = tf.keras.layers.Dense(units=self.n_actions,
            activation=None,
            kernel_initializer=tf.random_normal_initializer(mean=0, stddev=0.3),
            bias_initializer=tf.constant_initializer(0.1)
        )
        self.optimizer = tf.keras.optimizers.Adam(self.lr, beta_2=0.9990000129, epsilon=1e-8)
        self.all_act_prob = tf.function(self.all_act_prob, input_signature=[self.tf_obs])
        self.train_step = tf.function(self.train_step, input_signature=[self.tf_obs, self.tf_acts, self.tf_vt])

    def all_act_prob(self, tf_obs):
        layer = self.fc1(tf_obs)
        all_act = self.fc2(layer)
        return tf.nn.softmax(all_act, name='act_prob')

    def train_step(self, tf_obs, tf_acts, tf_vt):
        with tf.GradientTape() as tape:
            layer = self.fc1(tf_obs)
            all_act = self.fc2(layer)
            neg_log_prob = tf.nn.sparse_softmax_cross_entropy_with_logits(logits=all_act, labels=tf_acts)
            loss = tf.reduce_mean(neg_log_prob * tf_vt)
        variables = self.fc1.trainable_variables + self.fc2.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def choose_action(self, observation):
        prob_weights = self.all_act_prob(observation[np.newaxis, :]).numpy()
        action = np.random.choice(range(prob_weights.shape[1]), p=prob_weights.ravel())
        return action

    def store_transition(self, s, a, r):
        self.ep_obs.append(s)
        self.ep_as.append(a)
        self.ep_rs.append(r)

    def learn(self):
        discounted_ep_rs_norm = self._discount_and_norm_rewards()
        self.train_step(np.vstack(self.ep_obs), np.array(self.ep_as), discounted_ep_rs_norm)
        self.ep_obs, self.ep_as, self.ep_rs = [], [], []
        return discounted_ep_rs_norm

    def _discount_and_norm_rewards(self):
        discounted_ep_rs = np.zeros_like(self.ep_rs)
        running_add = 0
        for t in reversed(range(0, len(self.ep_rs))):
            running_add = running_add * self.gamma + self.ep_rs[t]
            discounted_ep_rs[t] = running_add
        discounted_ep_rs -= np.mean(discounted_ep_rs)
        discounted_ep_rs /= np.std(discounted_ep_rs)
        return discounted_ep_rs


RL = PolicyGradient(2, 4)
rng = np.random.RandomState(0)
for i in range(3):
    for _ in range(5):
        s = rng.rand(4)
        a = RL.choose_action(s)
        RL.store_transition(s, a, float(rng.rand()))
    print(RL.learn())
