import numpy as np
import tensorflow as tf

adj = tf.sparse_placeholder(tf.float32)
x = tf.placeholder(tf.float32, [None, 2])
out = tf.sparse_tensor_dense_matmul(adj, x)

indices = np.array([[0, 1], [1, 0], [2, 2]], dtype=np.int64)
values = np.array([1., 2., 0.5], dtype=np.float32)
with tf.Session() as sess:
    value = tf.SparseTensorValue(indices, values, (3, 3))
    print(sess.run(out, feed_dict={adj: value, x: np.arange(6.).reshape(3, 2)}))
    print(sess.run(out, feed_dict={adj: (indices, values, (3, 3)), x: np.ones([3, 2])}))
