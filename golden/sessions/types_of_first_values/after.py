import numpy as np
import tensorflow as tf
w = tf.Variable(np.ones(2), dtype=tf.float32)
n = tf.Variable(0, dtype=tf.int64)
c = tf.Variable([1, 2], dtype=tf.float32)


def initialize_variables():
    w.assign(np.ones(2))
    n.assign(0)
    c.assign([1, 2])


@tf.function
def up():
    return [w.assign_add([1., 1.]), n.assign_add(1), c.assign_add(c)]


for s in range(2):
    initialize_variables()
    up()
    print(w.numpy(), n.numpy(), c.numpy())
