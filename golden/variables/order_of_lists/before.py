import numpy as np
import tensorflow as tf


def net(x):
    h = tf.layers.dense(x, 2, activation=tf.nn.tanh, name='h')
    h = h * tf.get_variable('scale', [2])
    return tf.layers.dense(h, 1, name='out')


def linear(x):
    w = tf.get_variable('w', [3, 2])
    b = tf.get_variable('b', [2], initializer=tf.constant_initializer(0.1))
    return tf.matmul(x, w) + b


x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('main'):
    q = net(x)
with tf.variable_scope('linear'):
    p = linear(x)
loss = tf.reduce_mean(tf.square(q)) + tf.reduce_mean(tf.square(p))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
variables = tf.trainable_variables()
data = np.random.RandomState(0).rand(4, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        print(step, sess.run([loss, train], {x: data})[0])
    for v, value in zip(variables, sess.run(variables)):
        print(v.name, v.shape, value.sum())
    print(sess.run(tf.trainable_variables()[2]))
