import argparse
import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--loss', default='abs')
parser.add_argument('--l2', type=float, default=0.01)
parser.add_argument('--clip', type=float, default=0.5)


class Model(object):
    def __init__(self, sess, args):
        self.sess = sess
        self.args = args
        self.build()

    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.step = tf.Variable(0, trainable=False)
        out = tf.matmul(self.x, self.w)
        # What is learnt is said on the command line.
        if self.args.loss == 'mse':
            self.loss = tf.reduce_mean(tf.square(out - self.y))
        elif self.args.loss == 'abs':
            difference = tf.abs(out - self.y)
            self.loss = tf.reduce_mean(difference)
        else:
            raise ValueError(self.args.loss)
        if self.args.l2 > 0:
            self.loss += self.args.l2 * tf.nn.l2_loss(self.w)

        optimizer = tf.train.AdamOptimizer(self.args.lr)
        if self.args.clip:
            gvs = optimizer.compute_gradients(self.loss)
            capped = [(tf.clip_by_value(g, -self.args.clip, self.args.clip), v) for g, v in gvs]
            self.train_op = optimizer.apply_gradients(capped, global_step=self.step)
        else:
            self.train_op = optimizer.minimize(self.loss, global_step=self.step)

    def fit(self, x, y):
        _, loss = self.sess.run([self.train_op, self.loss], {self.x: x, self.y: y})
        return loss

    def evaluate(self, x, y):
        return self.sess.run(self.loss, {self.x: x, self.y: y})


x = np.array([[0., 1.], [2., -1.], [1., 3.]])
y = x.dot(np.array([[0.5], [-2.]]))
with tf.Session() as sess:
    model = Model(sess, parser.parse_args())
    sess.run(tf.global_variables_initializer())
    for i in range(8):
        loss = model.fit(x, y)
        if i % 3 == 0:
            print(i, loss)
    print(model.evaluate(x, y), sess.run(model.step))
