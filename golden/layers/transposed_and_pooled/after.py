import numpy as np
import tensorflow as tf

z = tf.TensorSpec([None, 3], tf.float32)
signal = tf.TensorSpec([None, 6, 2], tf.float32)
dense = tf.keras.layers.Dense(2 * 2 * 3, activation=tf.nn.leaky_relu)
conv2d_transpose = tf.keras.layers.Conv2DTranspose(2, 5, strides=2, padding='same', activation=tf.nn.tanh)
average_pooling2d = tf.keras.layers.AveragePooling2D(pool_size=2, strides=2)
separable_conv2d = tf.keras.layers.SeparableConv2D(2, 3, padding='same')


@tf.function(input_signature=[z])
def pooled_and_separable(z):
    net = dense(z)
    net = tf.reshape(net, [-1, 2, 2, 3])
    net = conv2d_transpose(net)
    pooled = average_pooling2d(net)
    separable = separable_conv2d(net)
    return pooled, separable


conv1d = tf.keras.layers.Conv1D(filters=3, kernel_size=3, padding='valid', activation=tf.nn.elu)


@tf.function(input_signature=[signal])
def peak(signal):
    conv1 = conv1d(signal)
    return tf.reduce_max(conv1, axis=1)


print([value.numpy() for value in pooled_and_separable(np.linspace(-1, 1, 3)[None])])
print(peak(np.random.rand(2, 6, 2)).numpy())
