import os
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(tf.ones([2, 1]))
pred = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(pred - y))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)


def train():
    saver = tf.train.Saver(max_to_keep=3)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(5):
            _, l = sess.run([train_op, loss], {x: [[1., 2.]], y: [[1.]]})
            print(i, l)
            if i % 2 == 0:
                saver.save(sess, 'newest_ckpt/model.ckpt')


def predict():
    saver = tf.train.Saver()
    with tf.Session() as sess:
        ckpt = tf.train.latest_checkpoint('newest_ckpt')
        if ckpt:
            saver.restore(sess, ckpt)
        print(sess.run(pred, {x: [[3., 4.]]}))
    with tf.Session() as sess:
        saver.restore(sess, tf.train.latest_checkpoint('./newest_ckpt/'))
        print(sess.run(w))


if not os.path.exists('newest_ckpt'):
    os.makedirs('newest_ckpt')
train()
predict()
