import tensorflow as tf

step = tf.train.get_or_create_global_step()
rate = tf.train.exponential_decay(0.5, step, 1, 0.1)
w = tf.Variable(4.0)
loss = tf.square(w)
train = tf.train.GradientDescentOptimizer(rate).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train)
        print(sess.run(w), sess.run(rate))
