import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
b = tf.Variable(0.5)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - 3.))
train = tf.train.RMSPropOptimizer(0.1, momentum=0.5).minimize(loss)
for trial in range(2):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(3):
            sess.run(train, {x: [[1., 2.]]})
        print(sess.run(w).ravel(), sess.run(b))
