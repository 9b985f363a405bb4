import numpy as np
import tensorflow as tf

z = tf.placeholder(tf.float32, [None, 3])
signal = tf.placeholder(tf.float32, [None, 6, 2])
net = tf.layers.dense(z, 2 * 2 * 3, activation=tf.nn.leaky_relu)
net = tf.reshape(net, [-1, 2, 2, 3])
net = tf.layers.conv2d_transpose(net, 2, 5, strides=2, padding='same', activation=tf.nn.tanh)
pooled = tf.layers.average_pooling2d(net, pool_size=2, strides=2)
separable = tf.layers.separable_conv2d(net, 2, 3, padding='same')
conv1 = tf.layers.conv1d(signal, filters=3, kernel_size=3, padding='valid', activation=tf.nn.elu)
peak = tf.reduce_max(conv1, axis=1)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([pooled, separable], {z: np.linspace(-1, 1, 3)[None]}))
    print(sess.run(peak, {signal: np.random.rand(2, 6, 2)}))
