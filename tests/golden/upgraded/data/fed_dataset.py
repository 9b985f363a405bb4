import numpy as np
import tensorflow as tf

px = tf.compat.v1.placeholder(tf.float32, [None, 1])
py = tf.compat.v1.placeholder(tf.float32, [None, 1])
dataset = tf.data.Dataset.from_tensor_slices((px, py))
dataset = dataset.batch(2)
dataset = dataset.repeat(2)
iterator = tf.compat.v1.data.make_initializable_iterator(dataset)
x, y = iterator.get_next()
w = tf.Variable([[0.5]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - y))
train = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(loss)

xs = np.arange(3).reshape(3, 1)
with tf.compat.v1.Session() as sess:
    sess.run([iterator.initializer, tf.compat.v1.global_variables_initializer()], feed_dict={px: xs, py: xs * 3.0})
    for step in range(20):
        try:
            _, l = sess.run([train, loss])
            print(step, l, sess.run(loss, {x: [[2]], y: [[5]]}))
        except tf.errors.OutOfRangeError:
            print('finished after', step)
            break
