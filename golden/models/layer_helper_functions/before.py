import numpy as np
import tensorflow as tf


def weight_variable(shape):
    initial = tf.truncated_normal(shape, stddev=0.1)
    return tf.Variable(initial)


def bias_variable(shape):
    return tf.Variable(tf.constant(0.1, shape=shape))


def add_layer(inputs, in_size, out_size, activation_function=None):
    Weights = weight_variable([in_size, out_size])
    biases = bias_variable([1, out_size])
    Wx_plus_b = tf.matmul(inputs, Weights) + biases
    if activation_function is None:
        outputs = Wx_plus_b
    else:
        outputs = activation_function(Wx_plus_b)
    return outputs


x_data = np.linspace(-1, 1, 10)[:, np.newaxis]
y_data = np.square(x_data) - 0.5
xs = tf.placeholder(tf.float32, [None, 1])
ys = tf.placeholder(tf.float32, [None, 1])
l1 = add_layer(xs, 1, 5, activation_function=tf.nn.relu)
prediction = add_layer(l1, 5, 1, activation_function=None)
loss = tf.reduce_mean(tf.reduce_sum(tf.square(ys - prediction), reduction_indices=[1]))
train_step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

sess = tf.Session()
sess.run(tf.initialize_all_variables())
for i in range(9):
    sess.run(train_step, feed_dict={xs: x_data, ys: y_data})
    if i % 4 == 0:
        print(sess.run(loss, feed_dict={xs: x_data, ys: y_data}))
print(sess.run(prediction, feed_dict={xs: x_data[:2]}))
