import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 1])
with tf.variable_scope('net'):
    h = layers.fully_connected(x, 5, activation_fn=tf.nn.tanh, scope='hidden')
    out = layers.fully_connected(h, 1, activation_fn=None, scope='out')
decay = tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables() if 'biases' not in v.name])
loss = tf.reduce_mean(tf.square(out - y)) + 0.01 * decay
train = tf.train.MomentumOptimizer(0.05, 0.9).minimize(loss)
rng = np.random.RandomState(0)
data = rng.rand(16, 4)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(5):
        _, value = sess.run([train, loss], {x: data, y: data[:, :1]})
        print(step, value)
