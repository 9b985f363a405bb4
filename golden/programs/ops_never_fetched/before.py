import tensorflow as tf

count = tf.Variable(0)
unused = tf.assign_add(count, 100)
debug = tf.Print(count, [count], message='count is ')
y = tf.identity(count) * 2
division = tf.constant(1.0) / tf.constant(0.0)
bump = tf.assign_add(count, 1)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(bump)
    print(sess.run(y))
    print(sess.run(count))
