import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32, [None])
keep = tf.placeholder(tf.float32)
error = tf.reduce_mean(tf.square(tf.reduce_sum(x, 1) * keep - y))


def make_feed(train):
    data = np.arange(8, dtype=np.float32).reshape(4, 2)
    if train:
        xs, ys, k = data[:3], [1, 2, 3], 0.5
    else:
        xs, ys, k = data[3:], [4], 1.0
    return {x: xs, y: ys, keep: k}


with tf.Session() as sess:
    print('train', sess.run(error, feed_dict=make_feed(True)))
    print('test', sess.run(error, feed_dict=make_feed(False)))
