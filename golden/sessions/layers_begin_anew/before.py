import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
is_training = tf.placeholder(tf.bool)
h = tf.layers.dense(x, 4, activation=tf.nn.relu, use_bias=False)
h = tf.layers.batch_normalization(h, training=is_training)
out = tf.layers.dense(h, 1)
loss = tf.losses.mean_squared_error(y, out)
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.GradientDescentOptimizer(0.05).minimize(loss)

bx = np.random.RandomState(0).rand(10, 3)
by = bx.sum(1, keepdims=True)
for run in range(2):
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        sess.run(train, {x: bx, y: by, is_training: True})
    print(run, sess.run(loss, {x: bx, y: by, is_training: False}))
    sess.close()
