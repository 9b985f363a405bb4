import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 5], tf.float32)
fully_connected = tf.keras.layers.Dense(4, activation=tf.nn.relu)
fully_connected_1 = tf.keras.layers.Dense(3, activation=tf.nn.sigmoid,
                                      kernel_initializer=tf.keras.initializers.TruncatedNormal(stddev=0.1))
out_1 = tf.keras.layers.Dense(2, use_bias=False)


@tf.function(input_signature=[x])
def h_and_out(x):
    h = fully_connected(x)
    h = fully_connected_1(h)
    out = out_1(h)
    return h, out


print([value.numpy() for value in h_and_out(np.linspace(-1, 1, 10).reshape(2, 5))])
