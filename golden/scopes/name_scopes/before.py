import tensorflow as tf

with tf.name_scope('inputs'):
    x = tf.placeholder(tf.float32, [None, 2], name='x')
with tf.name_scope('layer'):
    with tf.name_scope('weights'):
        w = tf.Variable(tf.ones([2, 2]), name='W')
    b = tf.Variable(tf.zeros([2]) + 0.1, name='b')
with tf.variable_scope('scaled'):
    s = tf.get_variable('s', [], initializer=tf.constant_initializer(2.0))
    with tf.name_scope('product'):
        y = tf.add(tf.matmul(x, w), b) * s

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1., 2.]]}))
    for v in tf.global_variables():
        print(v.name, sess.run(v).sum())
