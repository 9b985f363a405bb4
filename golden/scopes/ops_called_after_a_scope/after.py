import tensorflow as tf
import numpy as np


class Dense(tf.keras.layers.Layer):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def build(self, input_shape):
        self.w = self.add_weight(shape=[input_shape[1], self.n], name='w')

    def call(self, x):
        h = tf.matmul(x, self.w)
        return tf.nn.relu(h)


x = tf.TensorSpec([None, 3], tf.float32)
dense = Dense(4)
dense_1 = Dense(2)
@tf.function(input_signature=[x])
def z(x):
    h = dense(x)
    y = dense_1(h)
    return tf.nn.relu(y)
print(z(np.ones((2, 3))).numpy())
