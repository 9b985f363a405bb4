import tensorflow as tf
import numpy as np


def dense(x, n, name):
    with tf.variable_scope(name) as scope:
        w = tf.get_variable('w', [x.get_shape()[1], n])
        h = tf.matmul(x, w)
    return tf.nn.relu(h, name=scope.name)


x = tf.placeholder(tf.float32, [None, 3])
h = dense(x, 4, 'a')
y = dense(h, 2, 'b')
with tf.variable_scope('out') as scope:
    z = tf.nn.relu(y, name=scope.name)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(z, {x: np.ones((2, 3))}))
