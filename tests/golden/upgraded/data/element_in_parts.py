import numpy as np
import tensorflow as tf

rows = tf.data.Dataset.from_tensor_slices({'a': np.arange(6.0), 'b': np.arange(6)}).batch(2)
iterator = tf.compat.v1.data.make_initializable_iterator(rows)
batch = iterator.get_next()
a = batch['a']
total = tf.reduce_sum(a) + tf.cast(tf.reduce_max(batch['b']), tf.float64)

pairs = tf.data.Dataset.range(4).map(lambda v: (v, v + 1))
both = tf.data.Dataset.zip((pairs, tf.data.Dataset.from_tensor_slices(np.arange(4.0))))
numbers = tf.compat.v1.data.make_one_shot_iterator(both)
(p, q), r = numbers.get_next()
s = tf.cast(p * q, tf.float64) + r

with tf.compat.v1.Session() as sess:
    sess.run(iterator.initializer)
    print(sess.run(batch)['b'])
    value, b = sess.run([total, batch['b']])
    print(value, b)
    print(sess.run(total), sess.run(s), sess.run(s))
