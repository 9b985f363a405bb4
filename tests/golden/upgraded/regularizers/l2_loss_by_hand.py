import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 2])
w1 = tf.compat.v1.get_variable('w1', [2, 3])
b1 = tf.compat.v1.get_variable('bias1', [3], initializer=tf.compat.v1.ones_initializer())
w2 = tf.compat.v1.get_variable('w2', [3, 1])
out = tf.matmul(tf.nn.relu(tf.matmul(x, w1) + b1), w2)
decay = 0.05 * tf.add_n([tf.nn.l2_loss(v) for v in tf.compat.v1.trainable_variables() if 'bias' not in v.name])
error = tf.reduce_mean(tf.abs(out - 2.))
train_op = tf.compat.v1.train.RMSPropOptimizer(0.01).minimize(error + decay)

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for _ in range(4):
        sess.run(train_op, feed_dict={x: [[1., -1.], [0.5, 2.]]})
    print(sess.run(decay))
    print(sess.run(error, feed_dict={x: [[1., -1.]]}))
