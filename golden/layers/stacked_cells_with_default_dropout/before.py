import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4, 3])
y = tf.placeholder(tf.float32, [None, 1])
keep = tf.placeholder_with_default(1.0, shape=())


def lstm_cell():
    cell = tf.contrib.rnn.BasicLSTMCell(num_units=5, state_is_tuple=True, activation=tf.tanh)
    return tf.contrib.rnn.DropoutWrapper(cell, output_keep_prob=keep)


multi_cells = tf.contrib.rnn.MultiRNNCell([lstm_cell() for _ in range(2)], state_is_tuple=True)
outputs, _states = tf.nn.dynamic_rnn(multi_cells, x, dtype=tf.float32)
prediction = tf.layers.dense(outputs[:, -1], 1)
loss = tf.reduce_sum(tf.square(prediction - y))
train = tf.train.AdamOptimizer(0.01).minimize(loss)

rng = np.random.RandomState(0)
data = rng.rand(8, 4, 3)
target = data.sum((1, 2))[:, None]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        _, value = sess.run([train, loss], feed_dict={x: data, y: target, keep: 0.9})
        print(step, value)
    print(sess.run(prediction, feed_dict={x: data}).sum())
