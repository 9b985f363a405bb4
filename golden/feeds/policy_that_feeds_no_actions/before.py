import numpy as np
import tensorflow as tf

EPS = 1e-8


def mlp(x, hidden_sizes=(32,), activation=tf.tanh, output_activation=None):
    for h in hidden_sizes[:-1]:
        x = tf.layers.dense(x, units=h, activation=activation)
    return tf.layers.dense(x, units=hidden_sizes[-1], activation=output_activation)


def gaussian_likelihood(x, mu, log_std):
    pre_sum = -0.5 * (((x - mu) / (tf.exp(log_std) + EPS)) ** 2 + 2 * log_std + np.log(2 * np.pi))
    return tf.reduce_sum(pre_sum, axis=1)


def gaussian_policy(x, a, hidden_sizes, activation, output_activation):
    act_dim = a.shape.as_list()[-1]
    mu = mlp(x, list(hidden_sizes) + [act_dim], activation, output_activation)
    log_std = tf.get_variable(name="log_std", initializer=-0.5 * np.ones(act_dim, dtype=np.float32))
    std = tf.exp(log_std)
    pi = mu + tf.random_normal(tf.shape(mu)) * std
    # how likely the actions were that were taken
    logp = gaussian_likelihood(a, mu, log_std)
    logp_pi = gaussian_likelihood(pi, mu, log_std)
    return pi, logp, logp_pi


def actor_critic(x, a, hidden_sizes=(6, 4), activation=tf.tanh, output_activation=None):
    with tf.variable_scope("pi"):
        pi, logp, logp_pi = gaussian_policy(x, a, hidden_sizes, activation, output_activation)
    with tf.variable_scope("v"):
        v = tf.squeeze(mlp(x, list(hidden_sizes) + [1], activation, None), axis=1)
    return pi, logp, logp_pi, v


def learn(obs_dim, act_dim, epochs=2, clip_ratio=0.2):
    rng = np.random.RandomState(0)
    x_ph = tf.placeholder(tf.float32, shape=(None, obs_dim))
    a_ph = tf.placeholder(tf.float32, shape=(None, act_dim))
    adv_ph = tf.placeholder(tf.float32, shape=(None,))
    ret_ph = tf.placeholder(tf.float32, shape=(None,))
    logp_old_ph = tf.placeholder(tf.float32, shape=(None,))

    pi, logp, logp_pi, v = actor_critic(x_ph, a_ph)

    all_phs = [x_ph, a_ph, adv_ph, ret_ph, logp_old_ph]
    get_action_ops = [pi, v, logp_pi]

    ratio = tf.exp(logp - logp_old_ph)
    min_adv = tf.where(adv_ph > 0, (1 + clip_ratio) * adv_ph, (1 - clip_ratio) * adv_ph)
    pi_loss = -tf.reduce_mean(tf.minimum(ratio * adv_ph, min_adv))
    v_loss = tf.reduce_mean((ret_ph - v) ** 2)

    train_pi = tf.train.GradientDescentOptimizer(0.01).minimize(pi_loss)
    train_v = tf.train.GradientDescentOptimizer(0.01).minimize(v_loss)

    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    for epoch in range(epochs):
        obs = rng.rand(5, obs_dim)
        acts, vals, logps = sess.run(get_action_ops, feed_dict={x_ph: obs})
        rews = -np.sum(acts**2, axis=1)
        batch = [obs, acts, rews - vals, rews, logps]
        inputs = {k: v for k, v in zip(all_phs, batch)}
        pi_l_old, v_l_old = sess.run([pi_loss, v_loss], feed_dict=inputs)
        sess.run(train_pi, feed_dict=inputs)
        sess.run(train_v, feed_dict=inputs)
        print(epoch, pi_l_old, v_l_old, sess.run(pi_loss, feed_dict=inputs))


if __name__ == "__main__":
    learn(3, int(np.max([1, 2])))
