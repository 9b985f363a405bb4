import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None])
hidden = tf.square(x)
out = tf.reduce_sum(hidden + 1.)

with tf.compat.v1.Session() as sess:
    print(sess.run(out, feed_dict={x: [1., 2., 3.]}))
    print(sess.run(out, feed_dict={hidden: [0., 0., 10.]}))
    print(sess.run(hidden, feed_dict={x: [1.5]}))
