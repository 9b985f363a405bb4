import numpy as np
import tensorflow as tf

class Net(object):
    def __init__(self, wd):
        self.wd = wd
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.w1 = self.weight([3, 4])
        self.w2 = self.weight([4, 1])
        self.out = tf.matmul(tf.nn.tanh(tf.matmul(self.x, self.w1)), self.w2)
        mse = tf.reduce_mean(tf.square(self.out - self.y))
        tf.add_to_collection('losses', mse)
        self.loss = tf.add_n(tf.get_collection('losses'))
        self.train_op = tf.train.AdamOptimizer(0.01).minimize(self.loss)

    def weight(self, shape):
        w = tf.Variable(tf.truncated_normal(shape, stddev=0.1))
        tf.add_to_collection('losses', self.wd * tf.nn.l2_loss(w))
        return w

net = Net(0.1)
bx = np.random.RandomState(0).rand(5, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(net.train_op, {net.x: bx, net.y: bx[:, :1]})
        print(sess.run(net.loss, {net.x: bx, net.y: bx[:, :1]}))
