import numpy as np
import tensorflow as tf

a = tf.constant([[1., 4.], [9., 16.]])
n = tf.constant([7, -7])
ops = [
    tf.log(a),
    tf.div(n, 2),
    tf.to_float(n) / 2.,
    tf.arg_max(a, 1),
    tf.reduce_sum(a, reduction_indices=[0], keep_dims=True),
    tf.matrix_inverse(a),
    tf.where(tf.constant([True, False]), a, -a),
    tf.expand_dims(n, dim=0),
    tf.sparse_tensor_to_dense(tf.SparseTensor([[0, 1]], [3.], [1, 2])),
    tf.squeeze(tf.expand_dims(a, -1), squeeze_dims=[2]),
    tf.count_nonzero(n - 7),
    tf.concat([a, a], 1),
    tf.image.resize_images(tf.reshape(a, [1, 2, 2, 1]), [3, 3])[0, :, :, 0],
]
with tf.Session() as sess:
    for op in ops:
        print(sess.run(op))
