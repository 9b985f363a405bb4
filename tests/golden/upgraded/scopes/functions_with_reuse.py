import numpy as np
import tensorflow as tf


def generator(z):
    with tf.compat.v1.variable_scope('generator'):
        w = tf.compat.v1.get_variable('w', [2, 3])
        b = tf.compat.v1.get_variable('b', [3], initializer=tf.compat.v1.constant_initializer(0.1))
        return tf.matmul(z, w) + b


def discriminator(x, reuse=False):
    with tf.compat.v1.variable_scope('discriminator', reuse=reuse):
        h = tf.layers.dense(x, 4, activation=tf.nn.tanh, name='h')
        return tf.layers.dense(h, 1, name='out')


z = tf.compat.v1.placeholder(tf.float32, [None, 2])
x = tf.compat.v1.placeholder(tf.float32, [None, 3])
fake = generator(z)
real_logit = discriminator(x)
fake_logit = discriminator(fake, reuse=True)
d_loss = tf.reduce_mean(tf.nn.softplus(-real_logit) + tf.nn.softplus(fake_logit))
g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
d_vars = [v for v in tf.compat.v1.trainable_variables() if v.name.startswith('discriminator')]
g_vars = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.TRAINABLE_VARIABLES, scope='generator')
d_step = tf.compat.v1.train.AdamOptimizer(0.01).minimize(d_loss, var_list=d_vars)
g_step = tf.compat.v1.train.AdamOptimizer(0.01).minimize(g_loss, var_list=g_vars)

rng = np.random.RandomState(1)
with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for step in range(5):
        noise, data = rng.rand(4, 2), rng.rand(4, 3)
        _, dl = sess.run([d_step, d_loss], feed_dict={x: data, z: noise})
        _, gl = sess.run([g_step, g_loss], feed_dict={z: noise})
        print(step, dl, gl)
    print(sess.run(fake, feed_dict={z: [[0.5, -0.5]]}))
