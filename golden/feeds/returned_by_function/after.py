import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
y = tf.TensorSpec([None], tf.float32)
keep = tf.TensorSpec(None, tf.float32)


@tf.function(input_signature=[x, y, keep])
def error(x, y, keep):
    return tf.reduce_mean(tf.square(tf.reduce_sum(x, 1) * keep - y))


def make_feed(train):
    data = np.arange(8, dtype=np.float32).reshape(4, 2)
    if train:
        xs, ys, k = data[:3], [1, 2, 3], 0.5
    else:
        xs, ys, k = data[3:], [4], 1.0
    return {'x': xs, 'y': ys, 'keep': k}


print('train', error(**make_feed(True)).numpy())
print('test', error(**make_feed(False)).numpy())
