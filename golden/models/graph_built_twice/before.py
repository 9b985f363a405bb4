import numpy as np
import tensorflow as tf


def build_graph(size, lr=0.1):
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [None, size])
    y = tf.placeholder(tf.float32, [None, 1])
    w = tf.get_variable('w', [size, 1], initializer=tf.zeros_initializer())
    pred = tf.matmul(x, w)
    loss = tf.reduce_mean(tf.square(pred - y))
    step = tf.train.AdamOptimizer(lr).minimize(loss)
    return dict(x=x, y=y, w=w, loss=loss, pred=pred, step=step)


def train(g, xs, ys, steps=3):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(steps):
            feed_dict = {g['x']: xs, g['y']: ys}
            loss, _ = sess.run([g['loss'], g['step']], feed_dict)
            print(i, loss)
        print(sess.run(g['pred'], {g['x']: xs[:1]}))
        print(sess.run(g['w']))


xs = np.random.rand(6, 2)
g = build_graph(2)
train(g, xs, xs.sum(1, keepdims=True))
g = build_graph(2, lr=0.01)
train(g, xs, xs.sum(1, keepdims=True), 2)
