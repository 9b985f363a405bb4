import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim

x = tf.placeholder(tf.float32, [None, 5])
h = tf.contrib.layers.fully_connected(x, 4)
h = tf.contrib.layers.fully_connected(h, 3, activation_fn=tf.nn.sigmoid,
                                      weights_initializer=tf.truncated_normal_initializer(stddev=0.1))
out = slim.fully_connected(h, 2, activation_fn=None, biases_initializer=None, scope='out')

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([h, out], {x: np.linspace(-1, 1, 10).reshape(2, 5)}))
