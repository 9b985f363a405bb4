import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
reg = tf.contrib.layers.l2_regularizer(scale=0.1)
with tf.variable_scope('hidden', regularizer=reg):
    h = tf.layers.dense(x, 4, tf.nn.relu, bias_initializer=tf.constant_initializer(0.1))
out = tf.layers.dense(h, 1, kernel_regularizer=tf.contrib.layers.l1_regularizer(0.01))
data_loss = tf.losses.mean_squared_error(y, out)
reg_losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
loss = data_loss + tf.add_n(reg_losses)
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

xs = np.random.rand(5, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: xs, y: xs[:, :1]})
        print(sess.run([loss, data_loss], {x: xs, y: xs[:, :1]}))
