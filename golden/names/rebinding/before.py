import numpy as np
import tensorflow as tf


def run(data):
    x = tf.placeholder(tf.float32, [None])
    w = tf.Variable(1.0)
    loss = tf.reduce_mean(tf.square(w * x - 2.0 * x))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(4):
            sess.run(train, feed_dict={x: data})
        loss, w = sess.run([loss, w], feed_dict={x: data})
    return loss, w


loss, w = run(np.array([1., 2.]))
print(loss, w)
