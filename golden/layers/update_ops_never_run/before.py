import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
flag = tf.placeholder(tf.bool)
out = tf.layers.batch_normalization(x, training=flag, name='norm')

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    batch = np.array([[1., 2., 3.], [3., 6., 9.]])
    for _ in range(3):
        print(sess.run(out, {x: batch, flag: True}))
    print(sess.run(out, {x: batch, flag: False}))
