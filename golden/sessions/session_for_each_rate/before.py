import numpy as np
import tensorflow as tf

x_data = np.linspace(-1, 1, 20).reshape(-1, 1).astype(np.float32)
y_data = 3 * x_data + 2

x = tf.placeholder(tf.float32, [None, 1])
y = tf.placeholder(tf.float32, [None, 1])
lr = tf.placeholder(tf.float32, [])


def weight_variable(shape):
    initial = tf.truncated_normal(shape, stddev=0.1)
    return tf.Variable(initial)


def bias_variable(shape):
    initial = tf.constant(0.1, shape=shape)
    return tf.Variable(initial)


W_fc1 = weight_variable([1, 10])
b_fc1 = bias_variable([10])
h_fc1 = tf.nn.tanh(tf.matmul(x, W_fc1) + b_fc1)
W_fc2 = weight_variable([10, 1])
b_fc2 = bias_variable([1])
out = tf.matmul(h_fc1, W_fc2) + b_fc2
cost = tf.reduce_mean(tf.square(out - y))
train_step = tf.train.MomentumOptimizer(lr, 0.9).minimize(cost)

for rate in [0.1, 0.01]:
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(30):
            _, c = sess.run([train_step, cost], feed_dict={x: x_data, y: y_data, lr: rate})
            if i % 10 == 0:
                print(rate, i, c)
