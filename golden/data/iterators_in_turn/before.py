"""One way after another to make an iterator, each under the names of the one before."""
import numpy as np
import tensorflow as tf

# One that is ready
x = np.arange(20, dtype=np.float32).reshape(10, 2)
dataset = tf.data.Dataset.from_tensor_slices(x)
iter = dataset.make_one_shot_iterator()
el = iter.get_next()
with tf.Session() as sess:
    print(sess.run(el))

# One over a placeholder
x = tf.placeholder(tf.float32, shape=[None, 2])
dataset = tf.data.Dataset.from_tensor_slices(x)
data = np.arange(8, dtype=np.float32).reshape(4, 2)
iter = dataset.make_initializable_iterator()
el = iter.get_next()
with tf.Session() as sess:
    sess.run(iter.initializer, feed_dict={x: data})
    print(sess.run(el))
    sess.run(iter.initializer, feed_dict={x: data[2:]})
    print(sess.run(el))

# One that switches between data sets
train_dataset = tf.data.Dataset.from_tensor_slices((data, np.arange(4.0)))
test_dataset = tf.data.Dataset.from_tensor_slices((data + 10, np.arange(4.0) + 10))
iter = tf.data.Iterator.from_structure(train_dataset.output_types, train_dataset.output_shapes)
features, labels = iter.get_next()
train_init_op = iter.make_initializer(train_dataset)
test_init_op = iter.make_initializer(test_dataset)
with tf.Session() as sess:
    sess.run(train_init_op)
    for _ in range(3):
        print(sess.run([features, labels]))
    sess.run(test_init_op)
    print(sess.run([features, labels]))

# Batches
dataset = tf.data.Dataset.from_tensor_slices(data).map(lambda row: row * 2).repeat().batch(3)
iter = dataset.make_initializable_iterator()
el = iter.get_next()
with tf.Session() as sess:
    sess.run(iter.initializer)
    for _ in range(3):
        print(sess.run(el))
