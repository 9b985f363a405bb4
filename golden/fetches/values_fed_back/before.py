import numpy as np
import tensorflow as tf

inputs = tf.placeholder(tf.float32, [1, 2])
state_in = tf.placeholder(tf.float32, [1, 3])
W = tf.get_variable('W', [5, 3])
state_out = tf.tanh(tf.matmul(tf.concat([inputs, state_in], 1), W))
prediction = tf.reduce_mean(state_out)
zero_state = tf.zeros([1, 3])

with tf.Session() as sess:
    tf.global_variables_initializer().run()
    state = sess.run(zero_state)
    for t in range(4):
        p, state = sess.run([prediction, state_out],
                            feed_dict={inputs: [[t * 0.1, 1.0]], state_in: state})
        print(t, p)
    print(state.shape, state)
