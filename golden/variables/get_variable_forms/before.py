import numpy as np
import tensorflow as tf

w = tf.get_variable('w', [3, 2])
b = tf.get_variable('b', shape=[2], initializer=tf.zeros_initializer())
c = tf.get_variable('c', [2], initializer=tf.constant_initializer(0.3))
n = tf.get_variable('n', [2, 2], tf.float32, tf.random_normal_initializer(stddev=0.02))
t = tf.get_variable('t', [2], initializer=tf.truncated_normal_initializer())
u = tf.get_variable('u', [2], initializer=tf.random_uniform_initializer(-1, 1))
x = tf.get_variable('x', [2, 2], initializer=tf.contrib.layers.xavier_initializer())
k = tf.get_variable('k', initializer=np.array([1., 2.], dtype=np.float32))
i = tf.get_variable('i', initializer=4, trainable=False)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for value in sess.run([w, b, c, n, t, u, x, k, i]):
        print(value)
    print([v.name for v in tf.trainable_variables()])
