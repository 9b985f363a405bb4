import numpy as np
import tensorflow as tf


class Classifier:
    def __init__(self, n_in, hidden=4, rate=0.01):
        self.n_in = n_in
        self.rate = rate
        self._build(hidden)
        self.sess = tf.Session()

    def _build(self, hidden):
        self.x = tf.placeholder(tf.float32, [None, self.n_in])
        self.y = tf.placeholder(tf.float32, [None, 1])
        h = tf.layers.dense(self.x, hidden, tf.nn.tanh)
        self.out = tf.layers.dense(h, 1, name='out')
        self.scale = tf.Variable(1.0, name='scale')
        self.start = tf.Variable(np.random.rand(self.n_in, 1).astype('float32'))
        out = self.out * self.scale + tf.matmul(self.x, self.start)
        self.loss = tf.reduce_mean(tf.square(out - self.y))
        self.train_op = tf.train.AdamOptimizer(self.rate).minimize(self.loss)

    def reset(self):
        self.sess.run(tf.global_variables_initializer())

    def train(self, x, y):
        _, loss = self.sess.run([self.train_op, self.loss], feed_dict={self.x: x, self.y: y})
        return loss


x = np.random.RandomState(0).rand(6, 2)
y = x.sum(1, keepdims=True)
model = Classifier(2)
for seed in range(3):
    model.reset()
    for i in range(4):
        loss = model.train(x, y)
    print(seed, loss)
