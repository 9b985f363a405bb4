import numpy as np
import tensorflow as tf


def linear(x, size, scope, stddev=0.02):
    with tf.variable_scope(scope):
        w = tf.get_variable('w', [x.get_shape()[1], size], initializer=tf.random_normal_initializer(stddev=stddev))
        b = tf.get_variable('b', [size], initializer=tf.constant_initializer(0.1))
        return tf.matmul(x, w) + b


def generator(z, dim=4, reuse=False):
    with tf.variable_scope('generator', reuse=reuse):
        h = tf.nn.relu(linear(z, 8, 'hidden'))
        return tf.nn.tanh(linear(h, dim, 'out'))


def discriminator(x, reuse=False):
    with tf.variable_scope('discriminator', reuse=reuse):
        h = tf.nn.relu(linear(x, 8, 'hidden'))
        return linear(h, 1, 'logit')


real = tf.placeholder(tf.float32, [None, 4])
z = tf.placeholder(tf.float32, [None, 3])
fake = generator(z)
real_logit = discriminator(real)
fake_logit = discriminator(fake, reuse=True)
d_loss = tf.reduce_mean(tf.nn.softplus(-real_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))

variables = tf.trainable_variables()
d_vars = [v for v in variables if 'discriminator' in v.name]
g_vars = [v for v in variables if 'generator' in v.name]
d_step = tf.train.GradientDescentOptimizer(0.5).minimize(d_loss, var_list=d_vars)
g_step = tf.train.GradientDescentOptimizer(0.5).minimize(g_loss, var_list=g_vars)

rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        noise = rng.randn(5, 3)
        sess.run(d_step, {real: rng.rand(5, 4), z: noise})
        sess.run(g_step, {z: noise})
    print(sess.run(fake, {z: np.ones((1, 3))}))
