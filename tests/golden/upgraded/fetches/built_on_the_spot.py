import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.], [2.]])
logits = tf.matmul(x, w)

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    batch = np.array([[0.1, 0.2], [-0.3, 0.4]])
    print(sess.run(tf.nn.sigmoid(logits), feed_dict={x: batch}))
    for step in range(2):
        sess.run(tf.compat.v1.assign(w, w * 2.))
        print(step, sess.run(tf.reduce_sum(logits), feed_dict={x: batch}))
    print(sess.run(w))
