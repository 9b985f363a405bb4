import os
import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]), name='w')
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
train_step = tf.compat.v1.train.GradientDescentOptimizer(0.05).minimize(loss)
tf.summary.scalar('loss', loss)
tf.summary.histogram('weights', w)
merged = tf.compat.v1.summary.merge_all()

with tf.compat.v1.Session() as sess:
    writer = tf.compat.v1.summary.FileWriter('logs/train', sess.graph)
    sess.run(tf.compat.v1.global_variables_initializer())
    for i in range(3):
        summary, _, l = sess.run([merged, train_step, loss], feed_dict={x: [[1., 2.], [0.5, -1.]]})
        writer.add_summary(summary, i)
        print(i, l)
    writer.close()
print(len(os.listdir('logs/train')))
