import numpy as np
import tensorflow as tf

factor = tf.constant(2.0)
x = tf.TensorSpec([2], tf.float32)
w = tf.Variable(np.ones(2, np.float32))


@tf.function(input_signature=[x])
def y(x):
    # the way of TensorFlow 1.15
    parts = tf.stack([x * w, x])
    return factor * (tf.reduce_sum(parts))


print(y([1.0, 2.0]).numpy())
