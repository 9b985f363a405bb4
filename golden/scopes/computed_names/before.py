import numpy as np
import tensorflow as tf

sizes = [4, 3, 2]
x = tf.placeholder(tf.float32, [None, sizes[0]])
h = x
for i in range(len(sizes) - 1):
    with tf.variable_scope('layer_%d' % i):
        w = tf.get_variable('w', [sizes[i], sizes[i + 1]])
        b = tf.get_variable('b', [sizes[i + 1]], initializer=tf.zeros_initializer())
        h = tf.nn.tanh(tf.matmul(h, w) + b)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(h, feed_dict={x: np.linspace(-1, 1, 8).reshape(2, 4)}))
    for v in tf.trainable_variables():
        print(v.name, v.get_shape().as_list())
