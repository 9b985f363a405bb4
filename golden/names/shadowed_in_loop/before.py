import numpy as np
import tensorflow as tf

xs = np.random.rand(6, 2)
x = tf.placeholder(tf.float32, [None, 2])
outputs = []
for i in range(3):
    outputs.append(tf.reduce_sum(x, 1) * (i + 1))
i = 10
combined = tf.add_n(outputs)
w = tf.Variable(0.5)
cost = tf.reduce_mean(tf.square(combined * w - 1.))
optimizer = tf.train.AdamOptimizer(0.1).minimize(cost)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(4):
        _, c = sess.run([optimizer, cost], feed_dict={x: xs})
        print(i, c)
    result = sess.run(outputs, feed_dict={x: xs[:2]})
    print(result)
