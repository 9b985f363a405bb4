import numpy as np
import tensorflow as tf


def block(x, filters, training):
    x = tf.layers.conv2d(x, filters, 3, padding="same", use_bias=False)
    x = tf.layers.batch_normalization(x, training=training)
    return tf.nn.relu(x)


def dense(x, units, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [x.get_shape().as_list()[-1], units])
        b = tf.get_variable('b', [units], initializer=tf.zeros_initializer())
        return tf.nn.tanh(tf.matmul(x, w) + b)


images = tf.placeholder(tf.float32, [None, 8, 8, 3])
labels = tf.placeholder(tf.int64, [None])
training = tf.placeholder(tf.bool)
net = images
for i in range(2):
    filters = 4 * (i + 1)
    net = block(net, filters, training)
    net = tf.layers.max_pooling2d(net, 2, 2)
net = tf.layers.flatten(net)
for i, units in enumerate([6, 5]):
    net = dense(net, units, 'dense%d' % i)
logits = tf.layers.dense(net, 3)
loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)

rng = np.random.RandomState(0)
x, y = rng.rand(6, 8, 8, 3), rng.randint(0, 3, 6)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        value, _ = sess.run([loss, train], {images: x, labels: y, training: True})
        print(value)
    print(sess.run(logits, {images: x, training: False}))
