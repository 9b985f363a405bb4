import numpy as np
import tensorflow as tf


class Config(object):
    lr = 0.05
    hidden = 4
    keep = 1.0


class Model(object):
    def __init__(self, config):
        self.config = config
        self.build()

    def add_placeholders(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.placeholder(tf.int32, [None])
        self.keep = tf.placeholder(tf.float32)

    def create_feed_dict(self, x, y=None, keep=1.0):
        feed = {self.x: x, self.keep: keep}
        if y is not None:
            feed[self.y] = y
        return feed

    def add_model(self):
        with tf.variable_scope("m"):
            W = tf.get_variable("W", [3, self.config.hidden], initializer=tf.constant_initializer(0.1))
            U = tf.get_variable("U", [self.config.hidden, 2], initializer=tf.constant_initializer(0.2))
            b = tf.get_variable("b", [2], initializer=tf.zeros_initializer())
            h = tf.nn.dropout(tf.tanh(tf.matmul(self.x, W)), self.keep)
            reg = 0.01 * (tf.nn.l2_loss(W) + tf.nn.l2_loss(U))
            tf.add_to_collection("total_loss", reg)
            return tf.matmul(h, U) + b

    def add_loss(self, logits):
        ce = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=self.y))
        tf.add_to_collection("total_loss", ce)
        return tf.add_n(tf.get_collection("total_loss"))

    def add_train(self, loss):
        opt = tf.train.AdamOptimizer(self.config.lr)
        return opt.minimize(loss)

    def build(self):
        self.add_placeholders()
        logits = self.add_model()
        self.pred = tf.nn.softmax(logits)
        self.correct = tf.reduce_sum(tf.cast(tf.equal(tf.cast(self.y, tf.int64), tf.argmax(self.pred, 1)), tf.int32))
        self.loss = self.add_loss(logits)
        self.train_op = self.add_train(self.loss)

    def run_epoch(self, session, X, Y, train_op=None):
        total, losses = 0, []
        if not train_op:
            train_op = tf.no_op()
        for i in range(0, len(X), 2):
            feed = self.create_feed_dict(X[i:i + 2], Y[i:i + 2], self.config.keep)
            loss, c, _ = session.run([self.loss, self.correct, train_op], feed_dict=feed)
            losses.append(loss)
            total += c
        return np.mean(losses), total

    def predict(self, session, X):
        return session.run(self.pred, feed_dict=self.create_feed_dict(X))


def main():
    with tf.Graph().as_default():
        model = Model(Config())
        init = tf.global_variables_initializer()
        X = np.arange(12.0).reshape(4, 3) / 10
        Y = np.array([0, 1, 1, 0])
        with tf.Session() as sess:
            sess.run(init)
            for e in range(2):
                print(model.run_epoch(sess, X, Y, model.train_op))
            print(model.run_epoch(sess, X, Y))
            print(model.predict(sess, X))


if __name__ == "__main__":
    main()
