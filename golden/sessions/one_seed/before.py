import numpy as np
import tensorflow as tf
tf.set_random_seed(777)
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.random_uniform([2, 1], -1.0, 1.0))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
values = []
for i in range(3):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        values.append(sess.run(w))
        sess.run(train, {x: [[1., 2.]]})
print(np.abs(values[0] - values[1]).max(), np.abs(values[1] - values[2]).max())
