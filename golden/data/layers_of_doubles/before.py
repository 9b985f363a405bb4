import numpy as np
import tensorflow as tf

features = np.linspace(0, 1, 12).reshape(6, 2)
dataset = tf.data.Dataset.from_tensor_slices(features).batch(3).repeat()
iterator = dataset.make_one_shot_iterator()
x = iterator.get_next()
hidden = tf.layers.dense(x, 4, tf.nn.relu)
out = tf.layers.dense(hidden, 1)
loss = tf.reduce_mean(tf.square(out - tf.reduce_sum(x, 1, keepdims=True)))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        _, value = sess.run([train, loss])
        print(step, value.dtype, value)
