import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None])
y = x ** 3 + tf.sin(x)
dy = tf.gradients(y, x)[0]
d2y = tf.gradients(dy, x)[0]

with tf.compat.v1.Session() as sess:
    points = [0., 0.5, 1., 2.]
    print(sess.run(dy, {x: points}))
    first, second = sess.run([dy, d2y], {x: points})
    print(first, second)
