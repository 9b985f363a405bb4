import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, name='x')
y = tf.compat.v1.placeholder(tf.float32, name='y')
z = x * x + y

with tf.compat.v1.Session() as sess:
    print(sess.run(z, feed_dict={x: 3., y: 1.}))
    print(sess.run(z, feed_dict={x: [1, 2], y: [0.5, 0.25]}))
