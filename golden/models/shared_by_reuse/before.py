import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, size, training):
        self.x = tf.placeholder(tf.float32, [None, size])
        w = tf.get_variable('w', [size, 1], initializer=tf.ones_initializer())
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, w) - 1.))
        if not training:
            return
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)


def main():
    with tf.variable_scope('model', reuse=None):
        train = Model(3, True)
    with tf.variable_scope('model', reuse=True):
        valid = Model(3, False)
    data = np.eye(3)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            print(sess.run([train.loss, train.train_op], {train.x: data})[0])
        print(sess.run(valid.loss, {valid.x: data}))


if __name__ == '__main__':
    main()
