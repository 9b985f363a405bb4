import numpy as np
import tensorflow as tf


def main():
    x = tf.TensorSpec([None, 2], tf.float32)
    keep = tf.TensorSpec(None, tf.float32)
    w = tf.Variable(tf.ones([2, 1]))

    @tf.function(input_signature=[x, keep])
    def y(x, keep):
        def base(b):
            return tf.matmul(x, w) * keep + b

        def twice(b):
            return base(b) * 2.

        return twice(1.)

    @tf.function(input_signature=[x, keep])
    def y_and_z(x, keep):
        def base(b):
            return tf.matmul(x, w) * keep + b

        def twice(b):
            return base(b) * 2.

        y = twice(1.)
        z = tf.reduce_sum(base(2.))
        return y, z

    print(y(np.ones([3, 2]), 1.).numpy())
    print([value.numpy() for value in y_and_z(np.ones([3, 2]), .5)])


main()
