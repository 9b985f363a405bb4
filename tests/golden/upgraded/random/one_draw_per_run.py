import tensorflow as tf

noise = tf.random.normal([3])
doubled = noise * 2.
shifted = noise + 1.
index = tf.random.uniform([4], 0, 10, dtype=tf.int32)

with tf.compat.v1.Session() as sess:
    a, b = sess.run([doubled, shifted])
    print(a - 2. * (b - 1.))
    print(a, b)
    print(sess.run(index))
