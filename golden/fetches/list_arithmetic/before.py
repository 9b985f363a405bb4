import tensorflow as tf

x = tf.placeholder(tf.float32, [None])
powers = [tf.pow(x, float(n)) for n in range(1, 4)]
total = tf.reduce_sum(x)

with tf.Session() as sess:
    data = [1., 2., 3.]
    results = sess.run([total] + powers, feed_dict={x: data})
    print(results[0])
    for value in results[1:]:
        print(value)
    print(sess.run([tf.reduce_mean(p) for p in powers], feed_dict={x: data}))
    print(sess.run(powers[-1], feed_dict={x: data}))
