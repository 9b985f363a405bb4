"""A network that is built for training and for evaluation, with the same layers."""
import numpy as np
import tensorflow as tf


class Config(object):
    n_in = 4
    n_hidden = 8
    n_classes = 3
    keep_prob = 0.8
    lr = 0.05
    batch_size = 6


class Classifier(object):
    def __init__(self, config, is_training=True, reuse=False):
        self.config = config
        self.is_training = is_training
        self.x = tf.placeholder(tf.float32, [None, config.n_in], name='x')
        self.y = tf.placeholder(tf.int64, [None], name='y')
        with tf.variable_scope('classifier', reuse=reuse):
            h = tf.layers.dense(self.x, config.n_hidden, activation=tf.nn.relu, name='fc1')
            if is_training:
                h = tf.nn.dropout(h, config.keep_prob)
            h = tf.layers.dense(h, config.n_hidden, activation=tf.nn.relu, name='fc2')
            self.logits = tf.layers.dense(h, config.n_classes, name='out')
        self.loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.y, logits=self.logits))
        self.accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(self.logits, 1), self.y), tf.float32))
        if not is_training:
            return
        self.train_op = tf.train.GradientDescentOptimizer(config.lr).minimize(self.loss)


def main():
    rng = np.random.RandomState(0)
    config = Config()
    train_model = Classifier(config)
    test_model = Classifier(config, is_training=False, reuse=True)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(5):
            x, y = rng.rand(config.batch_size, config.n_in), rng.randint(0, 3, config.batch_size)
            _, loss = sess.run([train_model.train_op, train_model.loss], feed_dict={train_model.x: x, train_model.y: y})
            test_loss, acc = sess.run([test_model.loss, test_model.accuracy], feed_dict={test_model.x: x, test_model.y: y})
            print('step %d loss %.5f test %.5f acc %.3f' % (step, loss, test_loss, acc))


if __name__ == '__main__':
    main()
