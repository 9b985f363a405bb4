import numpy as np
import tensorflow as tf

rows = tf.data.Dataset.from_tensor_slices({'a': np.arange(6.0), 'b': np.arange(6)}).batch(2)


@tf.function(input_signature=[rows.element_spec])
def compute_total(batch):
    a = batch['a']
    return tf.reduce_sum(a) + tf.cast(tf.reduce_max(batch['b']), tf.float64)


@tf.function(input_signature=[rows.element_spec])
def total_and_batch_b(batch):
    total = compute_total(batch)
    return total, batch['b']


pairs = tf.data.Dataset.range(4).map(lambda v: (v, v + 1))
both = tf.data.Dataset.zip((pairs, tf.data.Dataset.from_tensor_slices(np.arange(4.0))))
numbers = iter(both)


@tf.function(input_signature=[numbers.element_spec])
def s(batch_1):
    (p, q), r = batch_1
    return tf.cast(p * q, tf.float64) + r


iterator = iter(rows)
print(tf.nest.map_structure(lambda value: value.numpy(), next(iterator))['b'])
value, b = total_and_batch_b(next(iterator))
value, b = value.numpy(), b.numpy()
print(value, b)
print(compute_total(next(iterator)).numpy(), s(next(numbers)).numpy(), s(next(numbers)).numpy())
