import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
lr = tf.placeholder(tf.float32, [])
w = tf.Variable(tf.ones([2, 1]))
loss = tf.reduce_sum(tf.square(tf.matmul(x, w)))
train_step = tf.train.AdamOptimizer(lr).minimize(loss)

max_lr, min_lr = 0.1, 0.001
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        learning_rate = min_lr + (max_lr - min_lr) * np.exp(-i / 2.)
        sess.run(train_step, {x: [[1., 2.], [0.5, -1.]], lr: learning_rate})
    print(sess.run(w))
    print(sess.run(loss, {x: [[1., 2.]]}))
