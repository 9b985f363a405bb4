import numpy as np
import tensorflow as tf


def variable_with_decay(name, shape, wd):
    var = tf.get_variable(name, shape, initializer=tf.constant_initializer(0.2))
    if wd:
        tf.add_to_collection('losses', tf.multiply(tf.nn.l2_loss(var), wd, name='weight_loss'))
    return var


x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.int32, [None])
w1 = variable_with_decay('w1', [3, 4], 0.1)
w2 = variable_with_decay('w2', [4, 2], None)
logits = tf.matmul(tf.nn.relu(tf.matmul(x, w1)), w2)
entropy = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=y))
tf.add_to_collection('losses', entropy)
total = tf.add_n(tf.get_collection('losses'), name='total')
train = tf.train.GradientDescentOptimizer(0.5).minimize(total)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    batch = {x: np.random.rand(4, 3), y: [0, 1, 1, 1]}
    for _ in range(3):
        sess.run(train, feed_dict=batch)
        print(sess.run([total, entropy], feed_dict=batch))
