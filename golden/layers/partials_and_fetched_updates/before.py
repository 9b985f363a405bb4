from functools import partial

import numpy as np
import tensorflow as tf

X = tf.placeholder(tf.float32, shape=(None, 4), name="X")
y = tf.placeholder(tf.int32, shape=(None), name="y")
training = tf.placeholder_with_default(False, shape=(), name="training")

# the same settings for all layers
my_batch_norm = partial(tf.layers.batch_normalization, training=training, momentum=0.9)
my_dense = partial(tf.layers.dense, kernel_initializer=tf.variance_scaling_initializer())

hidden = my_dense(X, 6, name="hidden")
bn = tf.nn.elu(my_batch_norm(hidden))
logits = my_batch_norm(my_dense(bn, 3, name="outputs"))

loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
training_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
extra_update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)

rng = np.random.RandomState(5)
rows, classes = rng.rand(12, 4), rng.randint(0, 3, 12)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(4):
        _, _, value = sess.run([training_op, extra_update_ops, loss], feed_dict={training: True, X: rows, y: classes})
        print(epoch, value, loss.eval(feed_dict={X: rows, y: classes}))
