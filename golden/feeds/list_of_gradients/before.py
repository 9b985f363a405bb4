import tensorflow as tf

# Gradients are gathered over several runs and fed back.
w = tf.Variable(tf.ones([2, 1]))
b = tf.Variable(tf.zeros([1]))
x = tf.placeholder(tf.float32, [None, 2])
t = tf.placeholder(tf.float32, [None, 1])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - t))

tvars = tf.trainable_variables()
grads = tf.gradients(loss, tvars)
holders = []
for i, v in enumerate(tvars):
    holder = tf.placeholder(tf.float32, name='gradient_%d' % i)
    holders.append(holder)
rate = tf.placeholder(tf.float32, [])
update = tf.train.GradientDescentOptimizer(0.1).apply_gradients(zip([h * rate for h in holders], tvars))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        total = None
        for k in range(2):
            values = sess.run(grads, {x: [[1. + k, 2.]], t: [[k]]})
            total = values if total is None else [p + q for p, q in zip(total, values)]
        feed = dict(zip(holders, total))
        feed[rate] = 0.5
        sess.run(update, feed_dict=feed)
        print(sess.run(loss, {x: [[1., 2.]], t: [[1.]]}))
    print(sess.run(tvars))
