import numpy as np
import tensorflow as tf

mu = tf.compat.v1.placeholder(tf.float32, [None, 2])
log_sigma = tf.compat.v1.placeholder(tf.float32, [None, 2])
eps = tf.random.normal(tf.shape(mu), 0, 1, dtype=tf.float32)
z = mu + tf.exp(0.5 * log_sigma) * eps
kl = -0.5 * tf.reduce_sum(1 + log_sigma - tf.square(mu) - tf.exp(log_sigma), axis=1)

with tf.compat.v1.Session() as sess:
    for n in (1, 3):
        m = np.linspace(-1, 1, 2 * n).reshape(n, 2)
        print(sess.run([z, kl], {mu: m, log_sigma: m * 0.1}))
