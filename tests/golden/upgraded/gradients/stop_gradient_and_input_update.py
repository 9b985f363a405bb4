import numpy as np
import tensorflow as tf

image = tf.Variable(np.linspace(0, 1, 9).reshape(1, 3, 3, 1), dtype=tf.float32)
kernel = tf.constant(np.ones([2, 2, 1, 1]) * 0.25, tf.float32)
smooth = tf.nn.conv2d(image, filters=kernel, strides=[1, 1, 1, 1], padding='SAME')
loss = tf.reduce_sum(tf.square(smooth - tf.stop_gradient(image)))
grad = tf.gradients(loss, [image])[0]
update = image.assign(tf.clip_by_value(image - 0.1 * grad, 0., 1.))

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for i in range(3):
        print(sess.run(loss))
        sess.run(update)
    print(sess.run(image)[0, :, :, 0])
