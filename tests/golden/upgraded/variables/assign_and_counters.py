import tensorflow as tf

counter = tf.Variable(0, trainable=False, name='counter')
rate = tf.Variable(1.0, trainable=False)
new_rate = tf.compat.v1.placeholder(tf.float32, [])
set_rate = tf.compat.v1.assign(rate, new_rate)
increment = tf.compat.v1.assign_add(counter, 2)
halve = rate.assign(rate * 0.5)
decrement = counter.assign_sub(1)

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    print(sess.run(increment))
    print(sess.run(decrement))
    sess.run(set_rate, feed_dict={new_rate: 0.8})
    print(sess.run(halve))
    print(sess.run([counter, rate]))
