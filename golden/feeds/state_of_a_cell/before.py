"""A recurrent network goes on from the state in which it ended, where it has one."""
import numpy as np
import tensorflow as tf

cell = tf.nn.rnn_cell.LSTMCell(num_units=5)
x = tf.placeholder(tf.float32, [None, 4, 2])
y = tf.placeholder(tf.float32, [None, 4, 5])
init_s = cell.zero_state(batch_size=1, dtype=tf.float32)
outputs, final_s = tf.nn.dynamic_rnn(cell, x, initial_state=init_s)
loss = tf.losses.mean_squared_error(labels=y, predictions=outputs)
train_op = tf.train.AdamOptimizer(0.02).minimize(loss)

gru = tf.contrib.rnn.GRUCell(3)
begin = gru.zero_state(1, tf.float32)
with tf.variable_scope('gru'):
    _, end = tf.nn.dynamic_rnn(gru, x, initial_state=begin)

rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    state = None
    for step in range(4):
        a, b = rng.rand(1, 4, 2), rng.rand(1, 4, 5)
        if step == 0:
            feed_dict = {x: a, y: b}
        else:
            feed_dict = {x: a, y: b, init_s: final}
        _, l, final = sess.run([train_op, loss, final_s], feed_dict)
        print(step, l, final.h.sum())
    print(sess.run(loss, {x: a, y: b}), sess.run(init_s).c.sum())
    last = np.ones([1, 3])
    for step in range(3):
        last = sess.run(end, {x: rng.rand(1, 4, 2), begin: last})
        print(last.sum())
