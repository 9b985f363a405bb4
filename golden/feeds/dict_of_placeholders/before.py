import tensorflow as tf

ph = {
    'x': tf.placeholder(tf.float32, [None]),
    'weight': tf.placeholder(tf.float32, []),
}
scores = ph['x'] * ph['weight']
best = tf.argmax(scores, 0)

with tf.Session() as sess:
    values = {'x': [0.5, 2.5, 1.5], 'weight': 2}
    feed = {ph[key]: values[key] for key in ph}
    s, i = sess.run([scores, best], feed_dict=feed)
    print(s, i)
    print(sess.run(best, {ph['x']: [3., 1.], ph['weight']: -1.}))
