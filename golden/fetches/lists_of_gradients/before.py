"""Lists that are fetched beside a training op: pairs of gradients and variables, one list in two orders."""
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None])
w = tf.Variable(1.0)
bias = tf.Variable(0.5)
a = x * w
b = a + bias
c = a * b
loss = tf.reduce_mean(tf.square(c - 1.0))
forward = [b, c]
backward = [c, b]

optimizer = tf.train.GradientDescentOptimizer(0.1)
pairs = optimizer.compute_gradients(loss)
step = optimizer.apply_gradients(pairs)

data = np.array([0.5, 1.0, 1.5], np.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, shown = sess.run([step, forward], {x: data})
        print(shown)
        _, shown = sess.run([step, backward], {x: data})
        print(shown)
        loss_now, pairs_now, _ = sess.run([loss, pairs, step], {x: data})
        print(loss_now, pairs_now)
        print(sess.run([loss, pairs], {x: data}))
