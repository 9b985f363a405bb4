import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None])
total = tf.reduce_sum(x)
top = tf.nn.top_k(x, k=2)


def batches(n):
    for i in range(n):
        yield np.arange(i + 2, dtype=np.float32)


with tf.Session() as sess:
    print(sess.run(total, {x: [1., 2.]}) + sess.run(total, {x: [3.]}) * 2)
    print([float(sess.run(total, feed_dict={x: b})) for b in batches(3)])
    if sess.run(total, {x: [1.]}) > 0.5:
        print('positive', '%.1f' % sess.run(total, {x: [2.5]}))
    best = sess.run(top, {x: [3., 9., 5.]})
    print(best.values, best.indices)
    print(sess.run(top.values, {x: [1., 2.]})[::-1], sess.run(top[1], {x: [1., 2.]}))
    print(np.mean([sess.run(total, {x: b}) for b in batches(2)]), max(sess.run(x, {x: [4., 6.]})))
