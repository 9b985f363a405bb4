import numpy as np
import tensorflow as tf

table = tf.Variable(np.zeros([4, 2]), dtype=tf.float32)
rows = tf.TensorSpec([None], tf.int32)
values = tf.TensorSpec([None, 2], tf.float32)


@tf.function(input_signature=[rows, values])
def put(rows, values):
    return table.scatter_update(tf.IndexedSlices(values, rows))


@tf.function(input_signature=[rows, values])
def add(rows, values):
    return table.scatter_add(tf.IndexedSlices(values, rows))


@tf.function
def first():
    return table[0].assign([9., 9.])


@tf.function
def norms():
    return tf.norm(table, axis=1)


put([1, 2], [[1., 2.], [3., 4.]])
add([2, 2], [[1., 1.], [1., 1.]])
first()
print(table.numpy())
print(norms().numpy())
