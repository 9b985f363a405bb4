import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
step = tf.Variable(0, trainable=False)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 3.))
apply_gradient_op = tf.train.AdamOptimizer(0.1).minimize(loss, global_step=step)
variable_averages = tf.train.ExponentialMovingAverage(0.9, step)
with tf.control_dependencies([apply_gradient_op]):
    variables_averages_op = variable_averages.apply(tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(4):
        sess.run(variables_averages_op, {x: [[1., 2.], [0., 1.]]})
    print(sess.run(variable_averages.average(w)), sess.run(w))
