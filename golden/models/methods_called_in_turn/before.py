import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, size):
        self.size = size
        self.global_step = tf.Variable(0, trainable=False, name='global_step')

    def _inputs(self):
        with tf.name_scope('data'):
            self.x = tf.placeholder(tf.float32, [None, self.size])
            self.y = tf.placeholder(tf.float32, [None, 1])

    def _loss(self):
        with tf.device('/cpu:0'):
            w = tf.Variable(tf.ones([self.size, 1]), name='w')
            b = tf.Variable(tf.zeros([1]), name='b')
            self.pred = tf.matmul(self.x, w) + b
            self.loss = tf.reduce_mean(tf.square(self.pred - self.y))

    def _optimizer(self):
        self.optimizer = tf.train.MomentumOptimizer(0.1, 0.9).minimize(self.loss, global_step=self.global_step)

    def build(self):
        self._inputs()
        self._loss()
        self._optimizer()


def train(model, xs, ys):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        step = model.global_step.eval()
        for i in range(step, step + 3):
            loss, _ = sess.run([model.loss, model.optimizer], {model.x: xs, model.y: ys})
            print(i, loss)
        print(sess.run(model.global_step), sess.run(model.pred, {model.x: xs}))


model = Model(2)
model.build()
train(model, np.ones([4, 2]), np.zeros([4, 1]))
