import numpy as np
import tensorflow as tf

train = tf.data.Dataset.from_tensor_slices(np.arange(6, dtype=np.float32)).batch(3)
test = tf.data.Dataset.from_tensor_slices(np.arange(4, dtype=np.float32) + 10).batch(2)
iterator = tf.data.Iterator.from_structure(train.output_types, train.output_shapes)
x = iterator.get_next()
train_init = iterator.make_initializer(train)
test_init = iterator.make_initializer(test)
w = tf.get_variable('w', initializer=0.0)
loss = tf.reduce_mean(tf.square(x - w))
opt = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(2):
        sess.run(train_init)
        try:
            while True:
                _, l = sess.run([opt, loss])
                print('train', l)
        except tf.errors.OutOfRangeError:
            pass
        sess.run(test_init)
        try:
            while True:
                print('test', sess.run(loss))
        except tf.errors.OutOfRangeError:
            pass
