import numpy as np
import tensorflow as tf

a = tf.placeholder(tf.float32, [None, 3])
b = tf.placeholder(tf.float32, [None, 3])
shared = tf.layers.Dense(4, activation=tf.nn.sigmoid, name='shared')
head = tf.layers.Dense(1)
score = head(tf.abs(shared(a) - shared(b)))
count = sum(int(np.prod(v.get_shape().as_list())) for v in shared.trainable_variables + head.trainable_weights)
kernel = shared.kernel
print(count)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(score, {a: np.eye(3), b: np.zeros([3, 3])}))
    print(sess.run(kernel).shape, sess.run(tf.nn.l2_loss(kernel)))
