"""A transposed convolution whose batch its output shape alone fixes; a tensor is looked up by its name."""
import tensorflow as tf
import numpy as np


def deconv2d(x, output_shape, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [5, 5, output_shape[-1], x.get_shape()[-1]], initializer=tf.constant_initializer(0.1))
        deconv = tf.nn.conv2d_transpose(x, w, output_shape=output_shape, strides=[1, 2, 2, 1])
        b = tf.get_variable('b', [output_shape[-1]], initializer=tf.zeros_initializer())
        return tf.reshape(tf.nn.bias_add(deconv, b), deconv.get_shape())


z = tf.placeholder(tf.float32, [None, 12], name='z')
out = tf.identity(deconv2d(tf.reshape(z, [-1, 2, 2, 3]), [4, 4, 4, 2], 'd'), name='out')
print(out.get_shape().as_list())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    found = sess.graph.get_tensor_by_name('out:0')
    print(sess.run(found, {z: np.ones((4, 12))}).sum())
