"""Two pictures through one network, whose variables are shown under their names."""
import numpy as np
import tensorflow as tf


def network(pictures, reuse=False):
    with tf.name_scope("model"):
        with tf.variable_scope("conv1") as scope:
            net = tf.contrib.layers.conv2d(pictures, 4, [3, 3], activation_fn=tf.nn.relu, padding='SAME',
                                           weights_initializer=tf.constant_initializer(0.1), scope=scope, reuse=reuse)
            net = tf.contrib.layers.max_pool2d(net, [2, 2], padding='SAME')
        with tf.variable_scope("conv2") as scope:
            net = tf.contrib.layers.conv2d(net, 2, [3, 3], activation_fn=None, padding='SAME',
                                           weights_initializer=tf.constant_initializer(0.2), scope=scope, reuse=reuse)
    return tf.contrib.layers.flatten(net)


left = tf.placeholder(tf.float32, [None, 4, 4, 1])
right = tf.placeholder(tf.float32, [None, 4, 4, 1])
label = tf.placeholder(tf.float32, [None, 1])
distance = tf.sqrt(tf.reduce_sum(tf.square(network(left) - network(right, reuse=True)), 1, keepdims=True))
loss = tf.reduce_mean(label * tf.square(distance) + (1 - label) * tf.square(tf.maximum(0.5 - distance, 0))) / 2
train_step = tf.train.MomentumOptimizer(0.01, 0.9, use_nesterov=True).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for var in tf.trainable_variables():
        tf.summary.histogram(var.op.name, var)
    merged = tf.summary.merge_all()
    writer = tf.summary.FileWriter('board', sess.graph)
    rng = np.random.RandomState(0)
    for i in range(3):
        fed = {left: rng.rand(3, 4, 4, 1), right: rng.rand(3, 4, 4, 1), label: rng.randint(0, 2, (3, 1))}
        _, value, shown = sess.run([train_step, loss, merged], feed_dict=fed)
        writer.add_summary(shown, i)
        print(i, np.round(value, 5))
