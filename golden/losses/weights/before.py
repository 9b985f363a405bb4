import numpy as np
import tensorflow as tf

labels = tf.placeholder(tf.float32, [None, 3])
predictions = tf.placeholder(tf.float32, [None, 3])
weights = tf.placeholder(tf.float32, [None, 1])
mse = tf.losses.mean_squared_error(labels, predictions)
weighted = tf.losses.mean_squared_error(labels, predictions, weights=weights)
absolute = tf.losses.absolute_difference(labels, predictions, weights=0.5)
huber = tf.losses.huber_loss(labels, predictions, delta=0.3)
log = tf.losses.log_loss(labels, predictions)
total = tf.losses.get_total_loss()

a = np.array([[1., 0., 0.], [0., 1., 1.]])
p = np.array([[.7, .2, .1], [.1, .5, .95]])
with tf.Session() as sess:
    feed = {labels: a, predictions: p, weights: [[2.], [0.]]}
    print(sess.run([mse, weighted, absolute, huber, log], feed_dict=feed))
    print(sess.run(total, feed_dict=feed))
