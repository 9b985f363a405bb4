import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 3])
y = tf.compat.v1.placeholder(tf.float32, [None, 1])
W = tf.Variable(tf.random.normal([3, 1]), name='weights')
b = tf.Variable(tf.zeros([1]), name='bias')
pred = tf.matmul(x, W) + b
loss = tf.reduce_mean(tf.square(pred - y))
train_step = tf.compat.v1.train.AdadeltaOptimizer(learning_rate=1.0, rho=0.95).minimize(loss)

xs = np.random.rand(16, 3)
ys = xs.dot(np.array([[1.], [-2.], [0.5]])) + 0.3
with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for i in range(12):
        sess.run(train_step, feed_dict={x: xs, y: ys})
        if i % 4 == 3:
            print(i, sess.run(loss, feed_dict={x: xs, y: ys}))
    print(sess.run([W, b]))
