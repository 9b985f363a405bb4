import numpy as np
import tensorflow as tf
from tensorflow.contrib.layers import batch_norm, conv2d, fully_connected

x = tf.placeholder(tf.float32, [None, 4, 4, 1])
is_training = tf.placeholder(tf.bool, [])
params = {'is_training': is_training, 'decay': 0.9, 'updates_collections': None, 'scale': True}
net = conv2d(x, 2, [3, 3], stride=2, normalizer_fn=batch_norm, normalizer_params=params)
net = tf.reshape(net, [-1, 2 * 2 * 2])
out = fully_connected(net, 2, activation_fn=None)
loss = tf.reduce_mean(tf.square(out - 1.))
step = tf.train.GradientDescentOptimizer(0.05).minimize(loss)

data = np.random.rand(4, 4, 4, 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(4):
        _, value = sess.run([step, loss], {x: data, is_training: True})
        print(value)
    print(sess.run(out, {x: data[:2], is_training: False}))
