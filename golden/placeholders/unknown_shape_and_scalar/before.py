import tensorflow as tf

value = tf.placeholder(tf.float32)
offset = tf.placeholder(tf.float32, ())
negate = tf.placeholder(tf.bool, [])
result = tf.cond(negate, lambda: -value, lambda: value) + offset

with tf.Session() as sess:
    print(sess.run(result, {value: [[1., 2.]], offset: 0.5, negate: True}))
    print(sess.run(result, {value: 4., offset: 0.25, negate: False}))
