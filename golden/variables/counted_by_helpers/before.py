import numpy as np
import tensorflow as tf


def discriminator(x, reuse=False):
    with tf.variable_scope('D', reuse=reuse):
        h = tf.layers.dense(x, 16, activation=tf.nn.leaky_relu, name='h')
        return tf.layers.dense(h, 1, name='o')


def generator(z):
    with tf.variable_scope('G'):
        h = tf.layers.dense(z, 16, activation=tf.nn.relu, name='h')
        return tf.layers.dense(h, 8, name='o')


def count_vars(scope):
    v = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=scope)
    return sum([np.prod(var.shape.as_list()) for var in v])


def num_params():
    total_parameters = 0
    for variable in tf.trainable_variables():
        variable_parameters = 1
        for dim in variable.get_shape():
            variable_parameters *= dim.value
        total_parameters += variable_parameters
    return total_parameters


x = tf.placeholder(tf.float32, [None, 8], name='x')
z = tf.placeholder(tf.float32, [None, 4], name='z')
g = generator(z)
dr = discriminator(x)
df = discriminator(g, reuse=True)
d_loss = tf.reduce_mean(tf.nn.softplus(-dr)) + tf.reduce_mean(tf.nn.softplus(df))
g_loss = tf.reduce_mean(tf.nn.softplus(-df))
t_vars = tf.trainable_variables()
d_vars = [v for v in t_vars if v.name.startswith('D')]
g_vars = [v for v in t_vars if v.name.startswith('G')]
d_op = tf.train.AdamOptimizer(0.001).minimize(d_loss, var_list=d_vars)
g_op = tf.train.AdamOptimizer(0.001).minimize(g_loss, var_list=g_vars)

# How large is it?
print('params D %d G %d' % tuple(count_vars(s) for s in ['D', 'G']))
print('total', num_params(), sum(np.prod(v.shape.as_list()) for v in d_vars), len(t_vars))
for v in g_vars:
    print(v.get_shape(), v.shape.num_elements())

X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print([w.sum() for w in sess.run(g_vars)])
    for i in range(3):
        Z = np.random.RandomState(i).randn(64, 4)
        _, l = sess.run([d_op, d_loss], feed_dict={x: X, z: Z})
        _, m = sess.run([g_op, g_loss], feed_dict={z: Z})
        print(i, l, m)
