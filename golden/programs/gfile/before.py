import numpy as np
import tensorflow as tf

if not tf.gfile.Exists('data'):
    tf.gfile.MakeDirs('data')
with tf.gfile.GFile('data/values.txt', 'w') as f:
    f.write('1 2 3\n4 5 6\n')
with tf.gfile.Open('data/values.txt') as f:
    values = np.array([line.split() for line in f.read().splitlines()], dtype=np.float32)
print(sorted(tf.gfile.ListDirectory('data')))

x = tf.placeholder(tf.float32, [None, 3])
row_sums = tf.reduce_sum(x, reduction_indices=1, keep_dims=True)
with tf.Session() as sess:
    print(sess.run(row_sums, feed_dict={x: values}))
tf.gfile.DeleteRecursively('data')
print(tf.gfile.Exists('data'))
