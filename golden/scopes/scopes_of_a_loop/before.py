import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 4])
sizes = [4, 5, 3]
h = x
for i in range(2):
    with tf.variable_scope('layer%d' % i):
        w = tf.get_variable('w', [sizes[i], sizes[i+1]])
        b = tf.get_variable('b', [sizes[i+1]], initializer=tf.zeros_initializer())
        h = tf.nn.relu(tf.matmul(h, w) + b)
loss = tf.reduce_mean(h)
train = tf.train.GradientDescentOptimizer(.1).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        _, l = s.run([train, loss], {x: np.ones((2, 4))})
        print(l)
