import numpy as np
import tensorflow as tf

if not tf.io.gfile.exists('data'):
    tf.io.gfile.makedirs('data')
with tf.io.gfile.GFile('data/values.txt', 'w') as f:
    f.write('1 2 3\n4 5 6\n')
with tf.io.gfile.GFile('data/values.txt') as f:
    values = np.array([line.split() for line in f.read().splitlines()], dtype=np.float32)
print(sorted(tf.io.gfile.listdir('data')))

x = tf.compat.v1.placeholder(tf.float32, [None, 3])
row_sums = tf.reduce_sum(x, axis=1, keepdims=True)
with tf.compat.v1.Session() as sess:
    print(sess.run(row_sums, feed_dict={x: values}))
tf.io.gfile.rmtree('data')
print(tf.io.gfile.exists('data'))
