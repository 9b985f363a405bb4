import numpy as np
import tensorflow as tf

a = tf.placeholder(tf.int32, [3])
b = tf.placeholder(tf.int32, [3])
m = tf.placeholder(tf.float32, [2, 2])
quotient = tf.div(a, b)
c = tf.placeholder(tf.bool, [2])
chosen = tf.where(c, m, -m)
largest = tf.argmax(m, 1)
total = tf.reduce_sum(m, 1, keep_dims=True)
left, right = tf.split(m, 2, 1)
probabilities = tf.nn.softmax(m)
low = tf.to_int32(m * 3)

values = np.array([[0.1, 0.9], [0.2, 0.8]])
with tf.Session() as sess:
    print(sess.run(quotient, {a: [7, -7, 2], b: [2, 2, 3]}))
    print(sess.run(chosen, {c: [True, False], m: values}))
    print(sess.run([largest, total], {m: values}))
    print(sess.run(right, {m: values}))
    print(sess.run(probabilities, {m: values}))
    print(sess.run(low, {m: values}))
