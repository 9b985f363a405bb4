import numpy as np
import tensorflow as tf

X = tf.placeholder(tf.float32, [None, 16])
keep_prob = tf.placeholder(tf.float32)


def conv2d(x, W, b, strides=1):
    x = tf.nn.conv2d(x, W, strides=[1, strides, strides, 1], padding='SAME')
    x = tf.nn.bias_add(x, b)
    return tf.nn.relu(x)


def maxpool2d(x, k=2):
    return tf.nn.max_pool(x, ksize=[1, k, k, 1], strides=[1, k, k, 1], padding='SAME')


def conv_net(x, weights, biases, dropout):
    x = tf.reshape(x, shape=[-1, 4, 4, 1])
    conv1 = maxpool2d(conv2d(x, weights['wc1'], biases['bc1']))
    fc = tf.reshape(conv1, [-1, weights['out'].get_shape().as_list()[0]])
    fc = tf.nn.dropout(fc, dropout)
    return tf.add(tf.matmul(fc, weights['out']), biases['out'])


weights = {
    'wc1': tf.Variable(tf.random_normal([3, 3, 1, 5])),
    'out': tf.Variable(tf.random_normal([2 * 2 * 5, 3])),
}
biases = {
    'bc1': tf.Variable(tf.random_normal([5])),
    'out': tf.Variable(tf.random_normal([3])),
}
logits = conv_net(X, weights, biases, keep_prob)
prediction = tf.nn.softmax(logits)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    batch = np.random.rand(2, 16)
    print(sess.run(logits, feed_dict={X: batch, keep_prob: 0.75}))
    print(sess.run(prediction, feed_dict={X: batch, keep_prob: 1.0}))
