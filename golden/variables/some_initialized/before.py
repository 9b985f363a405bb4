import tensorflow as tf

a = tf.Variable(1.0, name='a')
b = tf.Variable(2.0, name='b')
add = tf.assign_add(a, 10.0)

with tf.Session() as sess:
    sess.run(a.initializer)
    sess.run(add)
    print(sess.run(a), len(sess.run(tf.report_uninitialized_variables())))
    sess.run(tf.variables_initializer([b]))
    print(sess.run([a, b]), len(sess.run(tf.report_uninitialized_variables())))
    sess.run(tf.initialize_variables([a, b]))
    print(sess.run([a, b]))
