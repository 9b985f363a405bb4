import tensorflow as tf

x = tf.placeholder(tf.float32, [None])
with tf.control_dependencies([tf.Assert(tf.reduce_all(x >= 0), [x])]):
    root = tf.sqrt(x)
root = tf.Print(root, [tf.shape(root)], message='shape: ')

with tf.Session() as sess:
    print(sess.run(root, {x: [4., 9.]}))
    try:
        sess.run(root, {x: [-1.]})
    except tf.errors.InvalidArgumentError:
        print('refused', 1)
