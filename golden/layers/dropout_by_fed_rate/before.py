import numpy as np
import tensorflow as tf


def net(x, keep_prob, reuse=False):
    with tf.variable_scope('net', reuse=reuse):
        h = tf.layers.dense(x, 4, activation=tf.nn.tanh, kernel_initializer=tf.ones_initializer())
        h = tf.layers.dropout(h, 1 - keep_prob, training=True)
        w = tf.get_variable('w', [4, 2], initializer=tf.ones_initializer())
        return tf.matmul(h, w)


def other(x, rate, is_training):
    h = tf.layers.dense(x, 4, activation=tf.nn.tanh, kernel_initializer=tf.ones_initializer())
    h = tf.layers.dropout(h, rate=rate, training=is_training)
    return tf.layers.dense(h, 2, kernel_initializer=tf.ones_initializer())


x = tf.placeholder(tf.float32, [None, 3])
keep = tf.placeholder(tf.float32)
flag = tf.placeholder(tf.bool)
y = net(x, keep)
z = other(y, 1 - keep, flag)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    data = np.arange(6, dtype=np.float32).reshape(2, 3) / 10
    print(sess.run(y, {x: data, keep: 1.0}))
    print(sess.run([y, z], {x: data, keep: 1.0, flag: True})[1])
    print(sess.run(z, {x: data, keep: 1.0, flag: False}))
