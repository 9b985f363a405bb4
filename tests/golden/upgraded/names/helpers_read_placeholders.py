import numpy as np
import tensorflow as tf


def main():
    x = tf.compat.v1.placeholder(tf.float32, [None, 2])
    keep = tf.compat.v1.placeholder(tf.float32)
    w = tf.Variable(tf.ones([2, 1]))

    def base(b):
        return tf.matmul(x, w) * keep + b

    def twice(b):
        return base(b) * 2.

    y = twice(1.)
    z = tf.reduce_sum(base(2.))
    with tf.compat.v1.Session() as sess:
        sess.run(tf.compat.v1.global_variables_initializer())
        print(sess.run(y, {x: np.ones([3, 2]), keep: 1.}))
        print(sess.run([y, z], {x: np.ones([3, 2]), keep: .5}))


main()
