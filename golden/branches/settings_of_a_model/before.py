import numpy as np
import tensorflow as tf


class Regression(object):
    """A linear model whose training is set up by its arguments."""

    def __init__(self, optimizer='adam', is_training=True, penalty='l2', clip=None):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.placeholder(tf.float32, [None])
        self.w = tf.get_variable('w', [3, 1])
        self.prediction = tf.squeeze(tf.matmul(self.x, self.w), 1)
        self.loss = tf.reduce_mean(tf.square(self.prediction - self.y))
        if penalty == 'l2':
            self.cost = self.loss + 0.01 * tf.nn.l2_loss(self.w)
        else:
            self.cost = self.loss
        if is_training:
            print('building the training op')
            # how fast it learns
            self.rate = tf.Variable(0.1, trainable=False)
            if optimizer == 'adam':
                opt = tf.train.AdamOptimizer(self.rate)
            elif optimizer == 'sgd':
                opt = tf.train.GradientDescentOptimizer(self.rate)
            else:
                raise ValueError(optimizer)
            self.train_op = opt.minimize(self.cost)
        if clip is not None:
            self.limit = tf.assign(self.w, tf.clip_by_value(self.w, -clip, clip))
        else:
            self.slower = self.rate.assign(self.rate * 0.5)


model = Regression(optimizer='adam')
x = np.random.RandomState(0).rand(8, 3)
y = x.sum(axis=1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        _, loss = sess.run([model.train_op, model.loss], {model.x: x, model.y: y})
        print(step, loss)
        sess.run(model.slower)
    print(sess.run(model.prediction, {model.x: x[:2]}))
