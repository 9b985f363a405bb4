import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self, sizes, bias=True):
        self.x = tf.placeholder(tf.float32, [None, 4])
        self.y = tf.placeholder(tf.float32, [None, 3])
        self.weights = []
        self.biases = {}
        h = self.x
        prev = 4
        for i, n in enumerate(sizes):
            w = tf.Variable(tf.random_normal([prev, n], stddev=0.1), name='w%d' % i)
            self.weights.append(w)
            h = tf.matmul(h, w)
            if i < len(sizes) - 1:
                h = tf.nn.relu(h)
            prev = n
        if bias:
            b = tf.Variable(tf.zeros([3]))
            h = h + b
        self.out = h
        self.loss = tf.reduce_mean(tf.square(h - self.y)) + 0.01 * sum([tf.nn.l2_loss(w) for w in self.weights])
        self.train = tf.train.AdamOptimizer(0.01).minimize(self.loss)
net = Net([5, 3])
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        _, l = s.run([net.train, net.loss], {net.x: np.ones((2, 4)), net.y: np.ones((2, 3))})
        print(l)
