import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.ones([3, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
opt = tf.train.AdamOptimizer(0.1)
grads, vs = zip(*opt.compute_gradients(loss))
grads, norm = tf.clip_by_global_norm(grads, 1.0)
train = opt.apply_gradients(zip(grads, vs))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, n, l = sess.run([train, norm, loss], {x: np.arange(6).reshape(2, 3)})
        print(n, l)
