import numpy as np
import tensorflow as tf

images = tf.placeholder(tf.float32, [None, 64], name='images')
labels = tf.placeholder(tf.int32, [None])
is_training = tf.placeholder(tf.bool)


def conv_net(x, training):
    with tf.variable_scope('ConvNet'):
        x = tf.reshape(x, shape=[-1, 8, 8, 1])
        conv1 = tf.layers.conv2d(x, 4, 3, padding='same', activation=tf.nn.relu)
        conv1 = tf.layers.max_pooling2d(conv1, 2, 2)
        conv2 = tf.layers.conv2d(conv1, 6, [3, 3], activation=tf.nn.relu, name='conv2')
        fc1 = tf.contrib.layers.flatten(conv2)
        fc1 = tf.layers.dense(fc1, 10)
        fc1 = tf.layers.dropout(fc1, rate=0.25, training=training)
        return tf.layers.dense(fc1, 3)


logits = conv_net(images, is_training)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=labels))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

xs, ys = np.random.rand(5, 64), [0, 1, 2, 1, 0]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        _, l = sess.run([train_op, loss], feed_dict={images: xs, labels: ys, is_training: True})
        print(step, l)
    print(sess.run(logits, feed_dict={images: xs[:2], is_training: False}))
