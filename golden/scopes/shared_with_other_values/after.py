import sys
import numpy as np
import tensorflow as tf

k = float(len(sys.argv))
sizes = {'a': len(sys.argv) + 2}


class Block(tf.keras.layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.fc = tf.keras.layers.Dense(size)

    def call(self, x, leak):
        h = self.fc(x)
        return tf.maximum(h, leak * h)


x = tf.TensorSpec([None, 3], tf.float32)
block = Block(sizes['a'])
block_1 = Block(sizes['a'])


@tf.function(input_signature=[x])
def a_and_b_and_c(x):
    a = block(x, leak=k * 0.1)
    b = block(x, leak=k * 0.3)
    c = block_1(a, leak=k * 0.2)
    return a, b, c


print([value.numpy() for value in a_and_b_and_c(np.ones((1, 3)))])
