import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 4])
training = tf.compat.v1.placeholder(tf.bool, name='training')
h = tf.layers.dense(x, 3, kernel_initializer=tf.compat.v1.ones_initializer())
h = tf.compat.v1.layers.batch_normalization(h, training=training, momentum=0.9)
loss = tf.reduce_mean(tf.square(h - 1.))
update_ops = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(update_ops):
    train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(loss)

rng = np.random.RandomState(5)
with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for step in range(4):
        batch = rng.randn(6, 4) * 2 + 1
        _, value = sess.run([train_op, loss], feed_dict={x: batch, training: True})
        print(step, value)
    print(sess.run(h, feed_dict={x: [[1., 2., 3., 4.]], training: False}))
