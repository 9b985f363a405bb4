import argparse
import numpy as np
import tensorflow as tf

OPTIMIZERS = {
    'sgd': tf.train.GradientDescentOptimizer,
    'adam': tf.train.AdamOptimizer,
    'rmsprop': tf.train.RMSPropOptimizer,
}


class Regression(object):
    def __init__(self, n_in, learning_rate=0.01, optimizer=tf.train.AdamOptimizer):
        self.x = tf.placeholder(tf.float32, [None, n_in], name='x')
        self.y = tf.placeholder(tf.float32, [None, 1], name='y')
        self.learning_rate = learning_rate
        self.optimizer = optimizer
        self._build()

    def _build(self):
        with tf.variable_scope('regression'):
            h = tf.layers.dense(self.x, 8, activation=tf.nn.relu, name='fc1')
            self.pred = tf.layers.dense(h, 1, name='fc2')
        self.loss = tf.losses.mean_squared_error(self.y, self.pred)
        opt = self.optimizer(self.learning_rate)
        self.train_op = opt.minimize(self.loss)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--optimizer', default='rmsprop', choices=sorted(OPTIMIZERS))
    parser.add_argument('--lr', type=float, default=0.01)
    args = parser.parse_args()
    rng = np.random.RandomState(0)
    X = rng.rand(32, 3).astype(np.float32)
    Y = X.sum(1, keepdims=True)
    model = Regression(3, args.lr, optimizer=OPTIMIZERS[args.optimizer])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(5):
            _, l = sess.run([model.train_op, model.loss], feed_dict={model.x: X, model.y: Y})
            print('epoch', epoch, 'loss', l)
        print(sess.run(model.pred, {model.x: X[:2]}))


if __name__ == '__main__':
    main()
