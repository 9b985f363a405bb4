import numpy as np
import tensorflow as tf

X = tf.TensorSpec([None, 16], tf.float32)
keep_prob = tf.TensorSpec([], tf.float32)


def conv2d(x, W, b, strides=1):
    x = tf.nn.conv2d(x, W, strides=[1, strides, strides, 1], padding='SAME')
    x = tf.nn.bias_add(x, b)
    return tf.nn.relu(x)


def maxpool2d(x, k=2):
    return tf.nn.max_pool2d(x, ksize=[1, k, k, 1], strides=[1, k, k, 1], padding='SAME')


def conv_net(x, weights, biases, dropout):
    x = tf.reshape(x, shape=[-1, 4, 4, 1])
    conv1 = maxpool2d(conv2d(x, weights['wc1'], biases['bc1']))
    fc = tf.reshape(conv1, [-1, weights['out'].get_shape().as_list()[0]])
    fc = tf.nn.dropout(fc, rate=1 - dropout)
    return tf.add(tf.matmul(fc, weights['out']), biases['out'])


weights = {
    'wc1': tf.Variable(tf.random.normal([3, 3, 1, 5])),
    'out': tf.Variable(tf.random.normal([2 * 2 * 5, 3])),
}
biases = {
    'bc1': tf.Variable(tf.random.normal([5])),
    'out': tf.Variable(tf.random.normal([3])),
}


@tf.function(input_signature=[X, keep_prob])
def logits(X, keep_prob):
    return conv_net(X, weights, biases, keep_prob)


@tf.function(input_signature=[X, keep_prob])
def prediction(X, keep_prob):
    logits = conv_net(X, weights, biases, keep_prob)
    return tf.nn.softmax(logits)


batch = np.random.rand(2, 16)
print(logits(batch, 0.75).numpy())
print(prediction(batch, 1.0).numpy())
