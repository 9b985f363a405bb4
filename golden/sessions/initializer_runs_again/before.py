import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.truncated_normal([2, 1], stddev=0.1))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
init = tf.global_variables_initializer()

data = np.array([[1., 2.], [3., 4.]])
sess = tf.Session()
for fold in range(2):
    sess.run(init)
    for step in range(3):
        _, loss_value = sess.run([train_op, loss], feed_dict={x: data})
    print(fold, loss_value, sess.run(w))
