import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
b = tf.Variable(tf.zeros([1]))
step = tf.Variable(0, trainable=False)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - 3.))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)
ema = tf.train.ExponentialMovingAverage(0.9, num_updates=step)
update = ema.apply([w, b])
avg_w, avg_b = ema.average(w), ema.average(b)
smooth = tf.matmul(x, avg_w) + avg_b
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([avg_w, avg_b]))
    for i in range(4):
        sess.run(train, {x: [[1., 2.], [0., 1.]]})
        sess.run(update)
        print(sess.run(avg_w).ravel(), sess.run(smooth, {x: [[1., 1.]]}))
