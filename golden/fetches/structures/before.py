import tensorflow as tf

x = tf.placeholder(tf.float32, [3])
low = tf.reduce_min(x)
high = tf.reduce_max(x)
mean = tf.reduce_mean(x)

with tf.Session() as sess:
    feed = {x: [4., 1., 7.]}
    print(sess.run(mean, feed))
    print(sess.run([low, high], feed))
    lo, hi = sess.run((low, high), feed)
    print(lo, hi)
    stats = sess.run({'mean': mean, 'range': [low, high]}, feed)
    print(stats['mean'], stats['range'][0], stats['range'][1])
    (a, b), c = sess.run([[low, high], mean], feed)
    print(a + b, c)
    print(sess.run([mean], feed)[0])
