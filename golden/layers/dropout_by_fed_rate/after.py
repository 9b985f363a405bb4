import numpy as np
import tensorflow as tf


class Net(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.w = self.add_weight(shape=[4, 2], initializer=tf.ones_initializer(), name='w')
        self.dense = tf.keras.layers.Dense(4, activation=tf.nn.tanh, kernel_initializer=tf.ones_initializer())

    def call(self, x, keep_prob):
        h = self.dense(x)
        h = tf.nn.dropout(h, rate=1 - keep_prob)
        return tf.matmul(h, self.w)


class Other(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(4, activation=tf.nn.tanh, kernel_initializer=tf.ones_initializer())
        self.dense_1 = tf.keras.layers.Dense(2, kernel_initializer=tf.ones_initializer())

    def call(self, x, rate, is_training):
        h = self.dense(x)
        h = tf.nn.dropout(h, rate=rate if is_training else 0.0)
        return self.dense_1(h)


x = tf.TensorSpec([None, 3], tf.float32)
keep = tf.TensorSpec([], tf.float32)
flag = tf.TensorSpec(None, tf.bool)
net = Net()


@tf.function(input_signature=[x, keep])
def y(x, keep):
    return net(x, keep)


other = Other()


@tf.function
def y_and_z(x, keep, flag):
    x = tf.cast(x, tf.float32)
    keep = tf.cast(keep, tf.float32)
    y = net(x, keep)
    z = other(y, 1 - keep, is_training=flag)
    return y, z


@tf.function
def z(x, keep, flag):
    x = tf.cast(x, tf.float32)
    keep = tf.cast(keep, tf.float32)
    y = net(x, keep)
    return other(y, 1 - keep, is_training=flag)


data = np.arange(6, dtype=np.float32).reshape(2, 3) / 10
print(y(data, 1.0).numpy())
print([value.numpy() for value in y_and_z(data, 1.0, True)][1])
print(z(data, 1.0, False).numpy())
