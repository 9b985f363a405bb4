import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 3])
y = tf.compat.v1.placeholder(tf.float32, [None, 1])
reg = tf.keras.regularizers.l2(l=0.5 * (0.1))
with tf.compat.v1.variable_scope('hidden', regularizer=reg):
    h = tf.layers.dense(x, 4, tf.nn.relu, bias_initializer=tf.compat.v1.constant_initializer(0.1))
out = tf.layers.dense(h, 1, kernel_regularizer=tf.keras.regularizers.l1(0.01))
data_loss = tf.compat.v1.losses.mean_squared_error(y, out)
reg_losses = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.REGULARIZATION_LOSSES)
loss = data_loss + tf.add_n(reg_losses)
train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(loss)

xs = np.random.rand(5, 3)
with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: xs, y: xs[:, :1]})
        print(sess.run([loss, data_loss], {x: xs, y: xs[:, :1]}))
