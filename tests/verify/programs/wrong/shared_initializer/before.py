import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
hidden = tf.layers.dense(x, 4, tf.nn.relu, kernel_initializer=tf.random_normal_initializer(stddev=0.5))
out = tf.layers.dense(hidden, 4, kernel_initializer=tf.random_normal_initializer(stddev=0.5))
loss = tf.reduce_mean(tf.square(out - x))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

data = np.random.RandomState(0).rand(5, 4)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        _, value = sess.run([train_op, loss], {x: data})
        print(step, value)
