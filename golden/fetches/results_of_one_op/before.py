import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
w = tf.Variable(tf.random_normal([4, 4]), name="w")
scores = tf.nn.softmax(tf.matmul(x, w))
best = tf.nn.top_k(scores, 2)
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(scores)))
rows = np.arange(8.0).reshape(2, 4) / 8

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    values, indices = sess.run(best, feed_dict={x: rows})
    print(values, indices)
    _, found, all_scores = sess.run([train_op, best, scores], feed_dict={x: rows})
    print(found.values, found.indices, all_scores)
    left, right = sess.run(tf.split(scores, 2, axis=1), feed_dict={x: rows})
    print(left, right)
    # of a fixed matrix
    eigenvalues, eigenvectors = sess.run(tf.self_adjoint_eig(tf.diag([1.0, 4.0])))
    print(eigenvalues, np.abs(eigenvectors))
    print(sess.run(tf.nn.moments(tf.constant([1.0, 2.0, 4.0]), axes=[0])))
