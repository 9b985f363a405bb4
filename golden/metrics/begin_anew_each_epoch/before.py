import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
mean = tf.metrics.mean(x)[1]
w = tf.Variable(1.0)
add = tf.assign_add(w, 1.0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(tf.local_variables_initializer())
        sess.run(add)
        print(sess.run(mean, {x: [1., i]}), sess.run(mean, {x: [4., i]}), sess.run(w))
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    print(sess.run(mean, {x: [7.]}), sess.run(w))
