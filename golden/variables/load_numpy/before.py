import numpy as np
import tensorflow as tf

with tf.variable_scope('fc'):
    w = tf.get_variable('w', [2, 2])
    b = tf.get_variable('b', [2], initializer=tf.zeros_initializer())
x = tf.placeholder(tf.float32, [None, 2])
y = tf.nn.xw_plus_b(x, w, b)

pretrained = {'w': np.eye(2) * 3., 'b': np.array([1., -1.])}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    with tf.variable_scope('fc', reuse=True):
        for name, value in pretrained.items():
            sess.run(tf.get_variable(name).assign(value))
    print(sess.run(y, {x: [[1., 2.]]}))
    w.load(np.zeros([2, 2]), sess)
    print(sess.run(y, {x: [[1., 2.]]}))
