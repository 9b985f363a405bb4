import numpy as np
import tensorflow as tf


def inputs(size):
    x = tf.placeholder(tf.float32, [None, size])
    y = tf.placeholder(tf.float32, [None, 1])
    return x, y


def model(x):
    h = tf.layers.dense(x, 4, activation=tf.nn.tanh, name='h')
    return tf.layers.dense(h, 1, name='out')


def build(size):
    x, y = inputs(size)
    pred = model(x)
    loss = tf.losses.mean_squared_error(y, pred)
    train_op = tf.train.AdamOptimizer(0.05).minimize(loss)
    return {'x': x, 'y': y, 'pred': pred, 'loss': loss, 'train': train_op}


class Trainer(object):
    def __init__(self, sess, graph):
        self.sess = sess
        self.graph = graph
        self.loss = graph['loss']

    def fit(self, xs, ys):
        fd = {self.graph['x']: xs, self.graph['y']: ys}
        _, l = self.sess.run([self.graph['train'], self.loss], fd)
        return l

    def evaluate(self, xs, ys):
        return self.sess.run(self.loss, {self.graph['x']: xs, self.graph['y']: ys})


graph = build(3)
xs = np.random.rand(6, 3)
ys = xs.mean(1, keepdims=True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    t = Trainer(sess, graph)
    for _ in range(3):
        print(t.fit(xs, ys))
    print(t.evaluate(xs, ys))
