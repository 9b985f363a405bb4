"""The weights of a layer, fetched beside the step that trains them."""
import numpy as np
import tensorflow as tf

slim = tf.contrib.slim

state = tf.placeholder(tf.int32, [1])
reward = tf.placeholder(tf.float32, [1])
action = tf.placeholder(tf.int32, [1])
outputs = slim.fully_connected(slim.one_hot_encoding(state, 3), 4, biases_initializer=None,
                               activation_fn=tf.nn.sigmoid, weights_initializer=tf.ones_initializer())
output = tf.reshape(outputs, [-1])
loss = -(tf.log(tf.slice(output, action, [1])) * reward)
update = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
weights = tf.trainable_variables()[0]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for turn in range(4):
        feed_dict = {reward: [1.0], action: [turn], state: [turn % 3]}
        _, current = sess.run([update, weights], feed_dict=feed_dict)
        print(np.round(current, 5))
