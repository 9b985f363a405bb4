import numpy as np
import tensorflow as tf

EPS = 1e-8


class Mlp(tf.keras.layers.Layer):
    def __init__(self, hidden_sizes=(32,), activation=tf.tanh, output_activation=None):
        super().__init__()
        self.dense = [tf.keras.layers.Dense(units=h, activation=activation) for h in hidden_sizes[:-1]]
        self.dense_1 = tf.keras.layers.Dense(units=hidden_sizes[-1], activation=output_activation)

    def call(self, x):
        for dense in self.dense:
            x = dense(x)
        return self.dense_1(x)


def gaussian_likelihood(x, mu, log_std):
    pre_sum = -0.5 * (((x - mu) / (tf.exp(log_std) + EPS)) ** 2 + 2 * log_std + np.log(2 * np.pi))
    return tf.reduce_sum(pre_sum, axis=1)


class GaussianPolicy(tf.keras.layers.Layer):
    def __init__(self, act_dim, hidden_sizes, activation, output_activation):
        super().__init__()
        self.act_dim = act_dim
        self.hidden_sizes = hidden_sizes
        self.activation = activation
        self.output_activation = output_activation
        self.log_std = self.add_weight(shape=np.ones(act_dim).shape, initializer=tf.keras.initializers.Constant(-0.5), name="log_std")
        self.mlp = Mlp(list(self.hidden_sizes) + [self.act_dim], self.activation, self.output_activation)

    def call(self, x):
        mu = self.mlp(x)
        std = tf.exp(self.log_std)
        pi = mu + tf.random.normal(tf.shape(mu)) * std
        logp_pi = gaussian_likelihood(pi, mu, self.log_std)
        return pi, logp_pi, mu, self.log_std


def gaussian_policy_logp(mu, log_std, a):
    # how likely the actions were that were taken
    logp = gaussian_likelihood(a, mu, log_std)
    return logp


class ActorCritic(tf.keras.layers.Layer):
    def __init__(self, act_dim, hidden_sizes=(6, 4), activation=tf.tanh, output_activation=None):
        super().__init__()
        self.act_dim = act_dim
        self.hidden_sizes = hidden_sizes
        self.activation = activation
        self.output_activation = output_activation
        self.gaussian_policy = GaussianPolicy(self.act_dim, self.hidden_sizes, self.activation, self.output_activation)
        self.mlp_1 = Mlp(list(self.hidden_sizes) + [1], self.activation, None)

    def call(self, x):
        pi, logp_pi, mu, log_std = self.gaussian_policy(x)
        v = tf.squeeze(self.mlp_1(x), axis=1)
        return pi, logp_pi, v, mu, log_std


def actor_critic_logp(mu, log_std, a):
    logp = gaussian_policy_logp(mu, log_std, a)
    return logp


def learn(obs_dim, act_dim, epochs=2, clip_ratio=0.2):
    rng = np.random.RandomState(0)
    x_ph = tf.TensorSpec((None, obs_dim), tf.float32)
    a_ph = tf.TensorSpec((None, act_dim), tf.float32)
    adv_ph = tf.TensorSpec((None,), tf.float32)
    ret_ph = tf.TensorSpec((None,), tf.float32)
    logp_old_ph = tf.TensorSpec((None,), tf.float32)

    actor_critic = ActorCritic(a_ph.shape.as_list()[-1])

    all_phs = [x_ph, a_ph, adv_ph, ret_ph, logp_old_ph]

    @tf.function(input_signature=[x_ph])
    def get_action_ops(x_ph):
        pi, logp_pi, v, mu, log_std = actor_critic(x_ph)
        return [pi, v, logp_pi]

    def compute_pi_loss(a_ph, adv_ph, logp_old_ph, log_std, mu):
        logp = actor_critic_logp(mu, log_std, a_ph)

        ratio = tf.exp(logp - logp_old_ph)
        min_adv = tf.where(adv_ph > 0, (1 + clip_ratio) * adv_ph, (1 - clip_ratio) * adv_ph)
        return -tf.reduce_mean(tf.minimum(ratio * adv_ph, min_adv))

    @tf.function(input_signature=[x_ph, a_ph, adv_ph, logp_old_ph])
    def pi_loss(x_ph, a_ph, adv_ph, logp_old_ph):
        pi, logp_pi, v, mu, log_std = actor_critic(x_ph)
        return compute_pi_loss(a_ph, adv_ph, logp_old_ph, log_std, mu)

    @tf.function(input_signature=[x_ph, a_ph, adv_ph, ret_ph, logp_old_ph])
    def pi_loss_and_v_loss(x_ph, a_ph, adv_ph, ret_ph, logp_old_ph):
        pi, logp_pi, v, mu, log_std = actor_critic(x_ph)
        pi_loss = compute_pi_loss(a_ph, adv_ph, logp_old_ph, log_std, mu)
        v_loss = tf.reduce_mean((ret_ph - v) ** 2)
        return pi_loss, v_loss

    pi_optimizer = tf.keras.optimizers.SGD(0.01)

    @tf.function(input_signature=[x_ph, a_ph, adv_ph, logp_old_ph])
    def train_pi(x_ph, a_ph, adv_ph, logp_old_ph):
        with tf.GradientTape() as tape:
            pi, logp_pi, v, mu, log_std = actor_critic(x_ph)
            pi_loss = compute_pi_loss(a_ph, adv_ph, logp_old_ph, log_std, mu)
        variables = actor_critic.trainable_variables
        pi_optimizer.apply_gradients(zip(tape.gradient(pi_loss, variables), variables))

    v_optimizer = tf.keras.optimizers.SGD(0.01)

    @tf.function(input_signature=[x_ph, a_ph, ret_ph])
    def train_v(x_ph, a_ph, ret_ph):
        with tf.GradientTape() as tape:
            pi, logp_pi, v, mu, log_std = actor_critic(x_ph)
            v_loss = tf.reduce_mean((ret_ph - v) ** 2)
        variables = actor_critic.trainable_variables
        v_optimizer.apply_gradients(zip(tape.gradient(v_loss, variables), variables))

    for epoch in range(epochs):
        obs = rng.rand(5, obs_dim)
        acts, vals, logps = get_action_ops(obs)
        acts, vals, logps = acts.numpy(), vals.numpy(), logps.numpy()
        rews = -np.sum(acts**2, axis=1)
        batch = [obs, acts, rews - vals, rews, logps]
        inputs = {'x_ph': batch[0], 'a_ph': batch[1], 'adv_ph': batch[2], 'ret_ph': batch[3], 'logp_old_ph': batch[4]}
        pi_l_old, v_l_old = pi_loss_and_v_loss(**inputs)
        pi_l_old, v_l_old = pi_l_old.numpy(), v_l_old.numpy()
        train_pi(inputs['x_ph'], inputs['a_ph'], inputs['adv_ph'], inputs['logp_old_ph'])
        train_v(inputs['x_ph'], inputs['a_ph'], inputs['ret_ph'])
        print(epoch, pi_l_old, v_l_old, pi_loss(inputs['x_ph'], inputs['a_ph'], inputs['adv_ph'], inputs['logp_old_ph']).numpy())


if __name__ == "__main__":
    learn(3, int(np.max([1, 2])))
