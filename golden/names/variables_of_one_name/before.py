import tensorflow as tf
import numpy as np
x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('a'):
    w = tf.get_variable('w', [3, 3])
    b = tf.get_variable('b', [3])
    h = tf.nn.tanh(tf.matmul(x, w) + b)
n = 3
with tf.variable_scope('b'):
    w = tf.get_variable('w', [3, n])
    b = tf.get_variable('b', [3])
    b = tf.identity(b)
    y = tf.matmul(h, w) + b
w2 = [w for w in [1, 2]]
loss = tf.reduce_sum(tf.square(y)) + 0.1 * tf.nn.l2_loss(w)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([train, loss], {x: np.ones((2, 3))})[1])
    print(sess.run(w).sum(), w2)
