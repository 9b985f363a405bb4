import numpy as np
import tensorflow as tf

features = np.arange(12, dtype=np.float32).reshape(6, 2)
labels = np.arange(6, dtype=np.float32)
dataset = tf.data.Dataset.from_tensor_slices((features, labels)).repeat().batch(2)
iterator = dataset.make_one_shot_iterator()
x, y = iterator.get_next()
w = tf.Variable(tf.zeros([2, 1]))
loss = tf.reduce_mean(tf.square(tf.squeeze(tf.matmul(x, w), 1) - y))
train_op = tf.train.GradientDescentOptimizer(0.002).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(5):
        _, value = sess.run([train_op, loss])
        print(step, value)
    print(sess.run(y))
