import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
rate = tf.placeholder(tf.float32, [])
w = tf.get_variable('w', initializer=tf.ones([3, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 3.0))
train_op = tf.train.MomentumOptimizer(rate, 0.9).minimize(loss)

data = np.random.RandomState(0).rand(8, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(8):
        _, value = sess.run([train_op, loss], {x: data, rate: 0.1 * 0.5 ** step})
        print(step, value)
