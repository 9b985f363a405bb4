import tensorflow as tf

global_step = tf.Variable(0, trainable=False)
learning_rate = tf.train.exponential_decay(0.1, global_step, 3, 0.5, staircase=True)
w = tf.Variable([1.0, -2.0])
loss = tf.reduce_sum(tf.square(w))
train_op = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, global_step=global_step)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(8):
        lr = sess.run(learning_rate)
        sess.run(train_op)
        step, value = sess.run([global_step, w])
        print(step, lr, value)
