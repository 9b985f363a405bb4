import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 4, 3])
steps = x.get_shape()[1].value
size = int(x.shape[2])
batch = tf.shape(x)[0]
flat = tf.reshape(x, [batch, steps * size])
w = tf.Variable(tf.ones([flat.get_shape().as_list()[1] or steps * size, 2]))
out = tf.matmul(flat, w) / float(steps)
print(steps, size, x.get_shape().as_list())

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    print(sess.run([out, batch], {x: np.arange(24.).reshape(2, 4, 3)}))
