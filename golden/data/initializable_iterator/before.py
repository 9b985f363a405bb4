import numpy as np
import tensorflow as tf

values = tf.placeholder(tf.float32, [None])
dataset = tf.data.Dataset.from_tensor_slices(values).map(lambda v: v * 2).batch(2)
iterator = dataset.make_initializable_iterator()
batch = iterator.get_next()
mean = tf.reduce_mean(batch)

with tf.Session() as sess:
    for epoch in range(2):
        sess.run(iterator.initializer, feed_dict={values: np.arange(3 + epoch)})
        total, n = 0.0, 0
        try:
            while True:
                total += sess.run(mean)
                n += 1
        except tf.errors.OutOfRangeError:
            print('epoch', epoch, 'batches', n, 'mean', total / n)
