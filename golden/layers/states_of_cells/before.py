import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3, 4])
cell = tf.nn.rnn_cell.BasicLSTMCell(4)
state = cell.zero_state(2, tf.float32)
outputs = []
with tf.variable_scope('by_hand') as scope:
    for t in range(3):
        if t > 0:
            scope.reuse_variables()
        out, state = cell(x[:, t, :], state)
        outputs.append(out)
w = tf.get_variable('w', [4, 2])
logits = [tf.matmul(o, w) for o in outputs]
loss = tf.add_n([tf.reduce_mean(l) for l in logits])
train = tf.train.GradientDescentOptimizer(.5).minimize(loss)

with tf.variable_scope('loop'):
    lstm = tf.nn.rnn_cell.BasicLSTMCell(5)
    values, final = tf.nn.dynamic_rnn(lstm, x, dtype=tf.float32)
with tf.variable_scope('gated'):
    gru = tf.nn.rnn_cell.GRUCell(3)
    _, last = tf.nn.dynamic_rnn(gru, x, dtype=tf.float32)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        feed = {x: np.random.RandomState(i).rand(2, 3, 4)}
        sess.run(train, feed)
        l, s = sess.run([loss, state], feed)
        print(l, s[0].sum(), s.h.sum())
    print(sess.run(final, feed).c)
    print(sess.run([values, final, last], feed))
