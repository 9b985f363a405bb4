import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[0.0], [0.0]])
loss = tf.reduce_sum(tf.square(tf.matmul(x, w) - 1.0))
optimizer = tf.contrib.opt.ScipyOptimizerInterface(loss, method='L-BFGS-B', options={'maxiter': 20})

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    optimizer.minimize(sess, feed_dict={x: np.array([[1., 2.], [3., 1.]])})
    print(sess.run(w))
