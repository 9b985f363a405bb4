import tensorflow as tf

count = tf.Variable(0, name='count')
increment = tf.assign_add(count, 1)
init = tf.global_variables_initializer()

with tf.Session() as sess:
    sess.run(init)
    for _ in range(3):
        sess.run(increment)
    print(sess.run(count))

with tf.Session() as sess:
    sess.run(init)
    sess.run(increment)
    print(sess.run(count))
