import sys
import numpy as np
import tensorflow as tf

k = float(len(sys.argv))
sizes = {'a': len(sys.argv) + 2}


def block(x, name, size, leak, reuse=None):
    with tf.variable_scope(name, reuse=reuse):
        h = tf.layers.dense(x, size, name='fc')
        return tf.maximum(h, leak * h)


x = tf.placeholder(tf.float32, [None, 3])
a = block(x, 'one', sizes['a'], k * 0.1)
b = block(x, 'one', sizes['a'], k * 0.3, reuse=True)
c = block(a, 'two', sizes['a'], k * 0.2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([a, b, c], {x: np.ones((1, 3))}))
