import numpy as np
import tensorflow as tf
rng = np.random

train_X = np.array([3.3, 4.4, 5.5, 6.71])
train_Y = np.array([1.7, 2.76, 2.09, 3.19])
X = tf.placeholder("float")
Y = tf.placeholder("float")
W = tf.Variable(rng.randn(), name="weight")
b = tf.Variable(rng.randn(), name="bias")
pred = tf.add(tf.multiply(X, W), b)
cost = tf.reduce_sum(tf.pow(pred - Y, 2)) / 8
optimizer = tf.train.GradientDescentOptimizer(0.01).minimize(cost)
init = tf.global_variables_initializer()

for run in range(3):
    with tf.Session() as sess:
        sess.run(init)
        for epoch in range(4):
            for (x, y) in zip(train_X, train_Y):
                sess.run(optimizer, feed_dict={X: x, Y: y})
        print(run, sess.run(W), sess.run(b), sess.run(cost, feed_dict={X: train_X, Y: train_Y}))
