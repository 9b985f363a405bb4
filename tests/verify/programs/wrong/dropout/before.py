import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 6])
keep_prob = tf.placeholder(tf.float32)
w = tf.get_variable('w', initializer=tf.ones([6, 4]))
hidden = tf.nn.dropout(tf.nn.relu(tf.matmul(x, w)), keep_prob)
score = tf.reduce_sum(hidden, 1)

data = np.random.RandomState(0).rand(5, 6)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(score, {x: data, keep_prob: 0.8}))
    print(sess.run(score, {x: data, keep_prob: 1.0}))
