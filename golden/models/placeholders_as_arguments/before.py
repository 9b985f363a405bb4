import numpy as np
import tensorflow as tf


class LinearModel(object):
    def __init__(self, x, y, lr=0.1):
        with tf.variable_scope('linear'):
            self.w = tf.get_variable('w', [3, 1], initializer=tf.zeros_initializer())
            self.b = tf.get_variable('b', [1], initializer=tf.zeros_initializer())
        self.pred = tf.matmul(x, self.w) + self.b
        self.loss = tf.reduce_mean(tf.square(self.pred - y))
        self.train_op = tf.train.GradientDescentOptimizer(lr).minimize(self.loss)


class Trainer(object):
    def __init__(self, model, x_ph, y_ph, logdir=None):
        self.model = model
        self.x_ph = x_ph
        self.y_ph = y_ph
        self.sess = tf.Session()

    def fit(self, x, y, epochs=5):
        self.sess.run(tf.global_variables_initializer())
        for e in range(epochs):
            _, loss = self.sess.run([self.model.train_op, self.model.loss], feed_dict={self.x_ph: x, self.y_ph: y})
            print('epoch %d loss %.5f' % (e, loss))

    def predict(self, x):
        return self.sess.run(self.model.pred, feed_dict={self.x_ph: x})


if __name__ == '__main__':
    rng = np.random.RandomState(0)
    X = rng.rand(20, 3).astype(np.float32)
    Y = X.sum(1, keepdims=True)
    x = tf.placeholder(tf.float32, [None, 3])
    y = tf.placeholder(tf.float32, [None, 1])
    model = LinearModel(x, y)
    trainer = Trainer(model, x, y)
    trainer.fit(X, Y)
    print(trainer.predict(X[:3]))
