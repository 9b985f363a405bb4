import tensorflow as tf

scale = 2.0
bias = [1.0, 1.0]
x = tf.placeholder(tf.float32, [2])
y = x * scale + tf.constant(bias)
scale = 100.0
bias[0] = -50.0
z = y * scale

with tf.Session() as sess:
    print(sess.run(y, {x: [1., 2.]}))
    print(sess.run(z, {x: [1., 2.]}))
    scale = 7.0
    print(sess.run(z, {x: [1., 2.]}))
