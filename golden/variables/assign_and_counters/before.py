import tensorflow as tf

counter = tf.Variable(0, trainable=False, name='counter')
rate = tf.Variable(1.0, trainable=False)
new_rate = tf.placeholder(tf.float32, [])
set_rate = tf.assign(rate, new_rate)
increment = tf.assign_add(counter, 2)
halve = rate.assign(rate * 0.5)
decrement = counter.assign_sub(1)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(increment))
    print(sess.run(decrement))
    sess.run(set_rate, feed_dict={new_rate: 0.8})
    print(sess.run(halve))
    print(sess.run([counter, rate]))
