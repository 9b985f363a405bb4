import numpy as np
import tensorflow as tf
def weight_variable(name, shape):
    return tf.get_variable('W_' + name, dtype=tf.float32, shape=shape, initializer=tf.truncated_normal_initializer(stddev=0.01))
def bias_variable(name, shape):
    return tf.get_variable('b_' + name, dtype=tf.float32, initializer=tf.constant(0., shape=shape, dtype=tf.float32))
def fc_layer(x, num_units, name, use_relu=True):
    with tf.variable_scope(name):
        in_dim = x.get_shape()[1]
        W = weight_variable(name, shape=[in_dim, num_units])
        b = bias_variable(name, [num_units])
        layer = tf.matmul(x, W)
        layer += b
        if use_relu:
            layer = tf.nn.relu(layer)
        return layer, W
x_original = tf.placeholder(tf.float32, shape=[None, 6], name='X_original')
x_noisy = tf.placeholder(tf.float32, shape=[None, 6], name='X_noisy')
fc1, W1 = fc_layer(x_noisy, 4, 'Hidden_layer', use_relu=True)
out, W2 = fc_layer(fc1, 6, 'Output_layer', use_relu=False)
h_active = W1 / tf.sqrt(tf.reduce_sum(tf.square(W1), axis=0))
loss = tf.reduce_mean(tf.square(x_original - out), name='loss')
optimizer = tf.train.AdamOptimizer(learning_rate=0.01, name='Adam-op').minimize(loss)
d = np.linspace(0, 1, 12).reshape(2, 6)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        feed = {x_original: d, x_noisy: d + 0.1}
        sess.run(optimizer, feed_dict=feed)
        print(sess.run(loss, feed_dict=feed))
    print(sess.run(out, feed_dict={x_noisy: d}))
    print(sess.run(h_active))
    print(sess.run(W2))
