import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, shape=[None, 2])
scale = tf.placeholder_with_default(2.0, shape=[])
scaled = x * scale

with tf.Session() as sess:
    data = np.array([[1., 2.], [3., 4.]])
    print(sess.run(scaled, feed_dict={x: data}))
    print(sess.run(scaled, feed_dict={x: data, scale: 10.}))
