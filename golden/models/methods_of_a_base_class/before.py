import tensorflow as tf
import numpy as np


class Base(object):
    def add_pred(self, x):
        """Predicts."""
        raise NotImplementedError

    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 3], name='x')
        self.t = tf.placeholder(tf.float32, [None, 2], name='t')
        pred = self.add_pred(self.x)
        loss, self.acc = self.add_loss(pred, self.t)
        self.train_op = self.add_train(loss)
        self.pred = pred
        self.loss = loss


class Net(Base):
    def __init__(self, rate):
        self.rate = rate
        self.build()
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def add_pred(self, x):
        with tf.variable_scope('one'):
            W = tf.get_variable('W', [3, 4])
            x = tf.tanh(tf.matmul(x, W))
        with tf.variable_scope('two'):
            W = tf.get_variable('W', [4, 2])
            logits = tf.matmul(x, W)
            return logits  # the scores

    def add_loss(self, pred, target):
        W = tf.get_variable('scale', [2])
        loss = tf.reduce_mean(tf.square(pred * W - target))
        loss += 0.1 * tf.nn.l2_loss(W)
        acc = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(pred, 1), tf.argmax(target, 1)), tf.float32))
        return loss, acc

    def add_train(self, loss):
        opt = tf.train.AdamOptimizer(self.rate)
        train_op = opt.minimize(loss)
        return train_op

    def step(self, x, t):
        _, a, b = self.sess.run([self.train_op, self.loss, self.acc], {self.x: x, self.t: t})
        return a, b


net = Net(0.05)
rng = np.random.RandomState(0)
for _ in range(4):
    print(net.step(rng.rand(5, 3), np.eye(2)[rng.randint(0, 2, 5)]))
