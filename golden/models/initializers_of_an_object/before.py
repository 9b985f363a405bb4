import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, sess, n_hidden=8):
        self.sess = sess
        self.n_hidden = n_hidden
        self.w_init = tf.random_normal_initializer(0., .1)
        self.b_init = tf.constant_initializer(0.1)
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.out = self.build(self.x)
        self.loss = tf.losses.mean_squared_error(self.y, self.out)
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)

    def dense(self, x, size, name, ac=None):
        return tf.layers.dense(x, size, activation=ac, kernel_initializer=self.w_init, bias_initializer=self.b_init, name=name)

    def linear(self, x, size, name):
        with tf.variable_scope(name):
            w = tf.get_variable('w', [x.get_shape()[1], size], initializer=self.w_init)
            b = tf.get_variable('b', [size], initializer=self.b_init)
            return tf.matmul(x, w) + b

    def build(self, x):
        h = self.dense(x, self.n_hidden, 'h1', tf.nn.relu)
        h = self.linear(h, self.n_hidden, 'h2')
        return self.dense(h, 1, 'out')

    def train(self, x, y):
        _, loss = self.sess.run([self.train_op, self.loss], {self.x: x, self.y: y})
        return loss


rng = np.random.RandomState(0)
x = rng.rand(20, 3)
y = x.sum(1, keepdims=True)
sess = tf.Session()
net = Net(sess)
sess.run(tf.global_variables_initializer())
for i in range(5):
    print(i, net.train(x, y))
