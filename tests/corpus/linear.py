"""Fits a line; feeds and fetches in several forms."""
from __future__ import print_function

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(3)
xs = rng.rand(40).astype(np.float32)
ys = 2.5 * xs - 1.0 + 0.1 * rng.randn(40).astype(np.float32)

X = tf.placeholder("float")
Y = tf.placeholder("float")
W = tf.Variable(rng.randn(), name="weight")
b = tf.Variable(0., name="bias")
pred = tf.add(tf.multiply(X, W), b)
cost = tf.reduce_sum(tf.pow(pred - Y, 2)) / (2 * len(xs))
optimizer = tf.train.GradientDescentOptimizer(0.05).minimize(cost)
init = tf.global_variables_initializer()

with tf.Session() as sess:
    sess.run(init)
    for epoch in range(20):
        for (a, c) in zip(xs, ys):
            sess.run(optimizer, feed_dict={X: a, Y: c})
        if (epoch + 1) % 5 == 0:
            feed = dict()
            feed[X] = xs
            feed.update({Y: ys})
            print("epoch", epoch + 1, "cost=", "{:.9f}".format(sess.run(cost, feed)))
    w, c = sess.run((W, b))
    print(cost.eval({X: xs, Y: ys}), w, c)
