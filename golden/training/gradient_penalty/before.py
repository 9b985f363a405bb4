import numpy as np
import tensorflow as tf


def critic(x, reuse=None):
    with tf.variable_scope('critic', reuse=reuse):
        h = tf.layers.dense(x, 5, tf.nn.softplus)
        return tf.layers.dense(h, 1)


real = tf.placeholder(tf.float32, [None, 2])
fake = tf.placeholder(tf.float32, [None, 2])
eps = tf.random_uniform([tf.shape(real)[0], 1], 0.0, 1.0)
mixed = eps * real + (1 - eps) * fake
d_real, d_fake = critic(real), critic(fake, reuse=True)
grad = tf.gradients(critic(mixed, reuse=True), [mixed])[0]
slopes = tf.sqrt(tf.reduce_sum(tf.square(grad), axis=1))
penalty = tf.reduce_mean(tf.square(slopes - 1.0))
wd = tf.reduce_mean(d_real) - tf.reduce_mean(d_fake)
d_loss = -wd + 10.0 * penalty
theta = [v for v in tf.global_variables() if 'critic' in v.name]
train = tf.train.AdamOptimizer(0.01, beta1=0.5, beta2=0.9).minimize(d_loss, var_list=theta)

rng = np.random.RandomState(9)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for t in range(4):
        feed = {real: rng.randn(4, 2), fake: rng.randn(4, 2) + 2.0}
        _, gp, loss = sess.run([train, penalty, d_loss], feed_dict=feed)
        print(t, gp, loss)
