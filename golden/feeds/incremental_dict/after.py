import numpy as np
import tensorflow as tf

a = tf.TensorSpec([None], tf.float32)
b = tf.TensorSpec([None], tf.float32)
c = tf.TensorSpec([], tf.float32)


@tf.function(input_signature=[a, b, c])
def total(a, b, c):
    return tf.reduce_sum(a * b) + c


feed = {}
feed['a'] = np.array([1., 2.])
feed['b'] = np.array([3., 4.])
feed.update({'c': 0.5})

keyword_free = dict([('a', [1., 1.]), ('b', [2., 2.])])
keyword_free['c'] = -1.

print(total(**feed).numpy())
print(total(**keyword_free).numpy())
for step in range(2):
    feed_dict = {'a': [step], 'b': [step + 1], 'c': 0}
    print(step, total(**feed_dict).numpy())
