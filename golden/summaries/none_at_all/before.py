"""A program that merges summaries of which it has none, and compares the static shapes of two tensors."""
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
classes = tf.placeholder(tf.int32, [None, 1])
target = tf.reshape(tf.one_hot(classes, 4), [-1, 4])
w = tf.Variable(tf.ones([3, 4]))
scores = tf.matmul(x, w)

assert scores.shape.as_list() == target.shape.as_list()
assert scores.get_shape()[1] == target.get_shape()[1]

error = scores - target
step = tf.assign(w, w - 0.01 * tf.matmul(tf.transpose(x), error))
merged = tf.summary.merge_all()

sess = tf.Session()
writer = tf.summary.FileWriter("logs", sess.graph)
sess.run(tf.global_variables_initializer())
feed = {x: np.eye(3, dtype=np.float32), classes: [[0], [1], [3]]}
for _ in range(3):
    sess.run(step, feed_dict=feed)
    print(sess.run(tf.reduce_sum(tf.square(error)), feed_dict=feed))
