import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, n_in, n_hidden):
        self.n_in, self.n_hidden = n_in, n_hidden
        self.weights = {"h": tf.Variable(tf.ones([n_in, n_hidden]) * 0.1), "o": tf.Variable(tf.ones([n_hidden, 1]) * 0.2)}

    def inference(self, x, keep):
        h = tf.nn.relu(tf.matmul(x, self.weights["h"]))
        h = tf.nn.dropout(h, keep)
        return tf.matmul(h, self.weights["o"])

    def loss(self, logits, y):
        return tf.reduce_mean(tf.square(logits - y))

    def optimize(self, loss, lr):
        optimizer = tf.train.AdamOptimizer(lr)
        grads = optimizer.compute_gradients(loss)
        clipped = [(tf.clip_by_value(g, -1., 1.), v) for g, v in grads]
        return optimizer.apply_gradients(clipped)


def main():
    x = tf.placeholder(tf.float32, [None, 3])
    y = tf.placeholder(tf.float32, [None, 1])
    keep = tf.placeholder(tf.float32)
    model = Model(3, 4)
    pred = model.inference(x, keep)
    cost = model.loss(pred, y)
    train = model.optimize(cost, 0.01)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(3):
            _, c = sess.run([train, cost], feed_dict={x: np.ones([4, 3]), y: np.zeros([4, 1]), keep: 1.0})
            print("step %d cost %f" % (i, c))
        print(sess.run(pred, feed_dict={x: np.ones([1, 3]), keep: 1.0}))


main()
