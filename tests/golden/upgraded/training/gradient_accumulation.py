import numpy as np
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 2])
w = tf.compat.v1.get_variable('w', [2, 1], initializer=tf.compat.v1.constant_initializer([1.0, -1.0]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
opt = tf.compat.v1.train.AdamOptimizer(0.1)
tvs = tf.compat.v1.trainable_variables()
accum = [tf.Variable(tf.zeros_like(tv.initialized_value()), trainable=False) for tv in tvs]
zero_ops = [tv.assign(tf.zeros_like(tv)) for tv in accum]
gvs = opt.compute_gradients(loss, tvs)
accum_ops = [accum[i].assign_add(gv[0]) for i, gv in enumerate(gvs)]
train_step = opt.apply_gradients([(accum[i], gv[1]) for i, gv in enumerate(gvs)])

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for step in range(3):
        sess.run(zero_ops)
        for part in range(2):
            sess.run(accum_ops, feed_dict={x: np.random.rand(3, 2)})
        sess.run(train_step)
        print(step, sess.run(w).ravel())
