import numpy as np
import tensorflow as tf


def network(x, is_train, reuse):
    with tf.variable_scope('net', reuse=reuse):
        net = tf.layers.conv2d(x, 2, 3, strides=(2, 2), padding='same', name='conv')
        net = tf.layers.batch_normalization(net, training=is_train, name='bn')
        net = tf.nn.leaky_relu(net)
        return tf.reduce_mean(net, axis=[1, 2])


x = tf.placeholder(tf.float32, [None, 4, 4, 1])
train_out = network(x, True, False)
test_out = network(x, False, True)
loss = tf.reduce_sum(tf.square(train_out))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.GradientDescentOptimizer(1e-2).minimize(loss)

data = np.random.rand(3, 4, 4, 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        sess.run(train, {x: data})
    print(sess.run(test_out, {x: data}))
    print(sess.run(loss, {x: data}))
