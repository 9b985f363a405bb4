import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]), name='w')
b = tf.Variable(0.5, name='b')
count = tf.Variable(0, trainable=False)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=count)
reset_w = tf.variables_initializer([w])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for turn in range(3):
        sess.run(reset_w)
        for i in range(2):
            sess.run(train, {x: [[1., 2.], [3., -1.]]})
        print(turn, sess.run(w).ravel(), sess.run(b), sess.run(count))
    sess.run(b.initializer)
    print(sess.run([w, b, count]))
