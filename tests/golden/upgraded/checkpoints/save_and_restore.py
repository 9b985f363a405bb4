import os
import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 2])
w = tf.compat.v1.get_variable('w', [2, 1])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.))
train_op = tf.compat.v1.train.AdamOptimizer(0.1).minimize(loss)
saver = tf.compat.v1.train.Saver()
data = np.array([[1., 2.], [3., 4.]])

os.makedirs('ckpt')
with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for _ in range(3):
        sess.run(train_op, {x: data})
    path = saver.save(sess, 'ckpt/model', global_step=3)
    print(path)
    print(sess.run(w))

with tf.compat.v1.Session() as sess:
    saver.restore(sess, tf.train.latest_checkpoint('ckpt'))
    print(sess.run(w))
    sess.run(train_op, {x: data})
    print(sess.run(loss, {x: data}))
