import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4, 2])
lengths = tf.placeholder(tf.int32, [None])
cell = tf.nn.rnn_cell.BasicLSTMCell(3)
outputs, state = tf.nn.dynamic_rnn(cell, x, sequence_length=lengths, dtype=tf.float32)
logits = tf.layers.dense(state.h, 2)
loss = tf.reduce_mean(tf.square(logits - 1.))
train = tf.train.AdamOptimizer(0.05).minimize(loss)

data = np.random.rand(3, 4, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(4):
        _, value = sess.run([train, loss], {x: data, lengths: [4, 2, 3]})
        print(i, value)
    print(sess.run(outputs, {x: data[:1], lengths: [3]}))
