import tensorflow as tf

w = tf.Variable([1.0, 2.0], name='w')
loss = tf.reduce_sum(tf.square(w))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
ema = tf.train.ExponentialMovingAverage(decay=0.5)
with tf.control_dependencies([step]):
    train_op = ema.apply([w])
shadow = ema.average(w)
counter = tf.Variable(0)
other = tf.Variable(10)
bump = tf.group(tf.assign_add(counter, 1), tf.assign_sub(other, 2))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train_op)
        sess.run(bump)
        print(sess.run(w), sess.run(shadow), sess.run([counter, other]))
