import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)
global_step = tf.train.get_or_create_global_step()
w = tf.get_variable('w', initializer=3.0)
loss = tf.square(w - 1.)
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=global_step)

with tf.train.MonitoredTrainingSession(hooks=[tf.train.StopAtStepHook(last_step=4)]) as sess:
    while not sess.should_stop():
        _, value = sess.run([train_op, loss])
        print(value)
