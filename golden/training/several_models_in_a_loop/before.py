import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
models = []
for i, rate in enumerate([0.1, 0.01]):
    with tf.variable_scope('model_%d' % i):
        out = tf.layers.dense(x, 1, kernel_initializer=tf.constant_initializer(float(i + 1)))
        loss = tf.reduce_mean(tf.square(out - 1.))
        models.append((loss, tf.train.GradientDescentOptimizer(rate).minimize(loss)))

data = np.random.rand(5, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        for loss, train_op in models:
            sess.run(train_op, feed_dict={x: data})
        print(step, [sess.run(loss, feed_dict={x: data}) for loss, _ in models])
