import numpy as np
import tensorflow as tf


def step(x, state, reuse=None):
    with tf.variable_scope('step', reuse=reuse):
        w = tf.get_variable('w', [2, 3])
        u = tf.get_variable('u', [3, 3])
        return tf.tanh(tf.matmul(x, w) + tf.matmul(state, u))


inputs = tf.placeholder(tf.float32, [2, 4, 2])
state = tf.zeros([2, 3])
for t in range(4):
    state = step(inputs[:, t, :], state, reuse=t > 0)
loss = tf.reduce_sum(tf.square(state))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        value, _ = sess.run([loss, train], {inputs: np.ones((2, 4, 2))})
        print(value)
