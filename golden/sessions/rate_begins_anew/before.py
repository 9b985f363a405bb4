import numpy as np
import tensorflow as tf
step = tf.Variable(0, trainable=False)
w = tf.Variable([1., 2.])
rate = tf.train.exponential_decay(0.4, step, 1, 0.5)
loss = tf.reduce_sum(tf.square(w))
train = tf.train.GradientDescentOptimizer(rate).minimize(loss, global_step=step)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    for i in range(3):
        sess.run(train)
    print(sess.run(w), sess.run(rate))
    sess.run(step.initializer)
    for i in range(2):
        sess.run(train)
    print(sess.run(w), sess.run(rate))
    sess.run(init)
    sess.run(train)
    print(sess.run(w), sess.run(rate))
    sess.run(w.initializer)
    sess.run(train)
    print(sess.run(w), sess.run(rate))
