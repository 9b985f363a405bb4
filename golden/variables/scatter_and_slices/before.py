import numpy as np
import tensorflow as tf

table = tf.Variable(np.zeros([4, 2]), dtype=tf.float32)
rows = tf.placeholder(tf.int32, [None])
values = tf.placeholder(tf.float32, [None, 2])
put = tf.scatter_update(table, rows, values)
add = tf.scatter_add(table, rows, values)
first = table[0].assign([9., 9.])
norms = tf.norm(table, axis=1)

sess = tf.Session()
sess.run(tf.global_variables_initializer())
sess.run(put, {rows: [1, 2], values: [[1., 2.], [3., 4.]]})
sess.run(add, {rows: [2, 2], values: [[1., 1.], [1., 1.]]})
sess.run(first)
print(sess.run(table))
print(sess.run(norms))
