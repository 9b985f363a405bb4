from distutils.version import LooseVersion

import numpy as np
import tensorflow as tf

assert LooseVersion(tf.__version__) >= LooseVersion('1.0'), 'TensorFlow 1.0 or newer is needed'
if tf.__version__.startswith('1.'):
    factor = tf.constant(2.0)
else:
    factor = tf.constant(3.0)
x = tf.placeholder(tf.float32, [2])
w = tf.Variable(np.ones(2, np.float32))
if int(tf.__version__.split('.')[1]) < 12 and int(tf.__version__.split('.')[0]) < 1:
    parts = tf.pack([x * w, x])
elif LooseVersion(tf.__version__) < LooseVersion('1.4'):
    parts = tf.stack([x, x * w])
else:
    # the way of TensorFlow 1.15
    parts = tf.stack([x * w, x])
y = factor * (tf.reduce_sum(parts, keepdims=True) if tf.__version__ >= '1.5' else tf.reduce_sum(parts))
with tf.Session() as sess:
    if int(tf.__version__.split('.')[0]) < 1:
        sess.run(tf.initialize_all_variables())
    else:
        sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [1.0, 2.0]}))
