import numpy as np
import tensorflow as tf


def inference(images, hidden, reuse=None):
    with tf.variable_scope('inference', reuse=reuse):
        w1 = tf.get_variable('w1', [4, hidden], initializer=tf.ones_initializer())
        h = tf.nn.relu(tf.matmul(images, w1))
        w2 = tf.get_variable('w2', [hidden, 3], initializer=tf.ones_initializer())
        logits = tf.matmul(h, w2)
        tf.add_to_collection('losses', tf.nn.l2_loss(w1) * 0.001)
        tf.add_to_collection('losses', tf.nn.l2_loss(w2) * 0.001)
    return logits


def total_loss(logits, labels):
    ce = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    tf.add_to_collection('losses', ce)
    return tf.add_n(tf.get_collection('losses'), name='total_loss')


images = tf.placeholder(tf.float32, [None, 4])
labels = tf.placeholder(tf.int32, [None])
logits = inference(images, 5)
loss = total_loss(logits, labels)
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
x, y = np.ones((6, 4)), [0, 1, 2, 1, 0, 1]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        _, value = sess.run([train_op, loss], feed_dict={images: x, labels: y})
        print(step, value)
