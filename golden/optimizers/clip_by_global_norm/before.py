import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
targets = tf.placeholder(tf.int64, [None])
w = tf.get_variable('w', [2, 3])
logits = tf.matmul(x, w) * 5.
cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits))
lr = tf.Variable(0.0, trainable=False)
tvars = tf.trainable_variables()
grads, norm = tf.clip_by_global_norm(tf.gradients(cost, tvars), 0.5)
train_op = tf.train.GradientDescentOptimizer(lr).apply_gradients(zip(grads, tvars))

xs, ys = np.random.rand(6, 2), [0, 1, 2, 0, 1, 2]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(4):
        sess.run(tf.assign(lr, 1.0 * (0.5 ** epoch)))
        c, n, _ = sess.run([cost, norm, train_op], {x: xs, targets: ys})
        print(epoch, c, n, sess.run(lr))
