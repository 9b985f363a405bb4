import tensorflow as tf

labels = tf.placeholder(tf.int64, [None])
predictions = tf.placeholder(tf.int64, [None])
accuracy, update = tf.metrics.accuracy(labels, predictions)
mean, mean_update = tf.metrics.mean(tf.to_float(predictions))

with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a, p in [([0, 1], [0, 0]), ([1, 1, 1], [1, 1, 0])]:
        print(sess.run([update, mean_update], {labels: a, predictions: p}))
    print(sess.run([accuracy, mean]))
    sess.run(tf.local_variables_initializer())
    sess.run(update, {labels: [1], predictions: [1]})
    print(sess.run(accuracy))
