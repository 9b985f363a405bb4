import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
scale = tf.TensorSpec([], tf.float32)


@tf.function(input_signature=[x, scale])
def scaled(x, scale=2.0):
    return x * scale


data = np.array([[1., 2.], [3., 4.]])
print(scaled(data).numpy())
print(scaled(data, 10.).numpy())
