import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
w = tf.get_variable('w', initializer=tf.ones([3, 1]))
loss = 1e-6 * tf.reduce_mean(tf.square(tf.matmul(x, w)))
train_op = tf.train.AdamOptimizer(0.1).minimize(loss)

data = np.random.RandomState(0).rand(8, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(6):
        _, value = sess.run([train_op, loss], {x: data})
    print(value * 1e6)
