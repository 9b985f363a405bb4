import tensorflow as tf

x = tf.TensorSpec([3], tf.float32)


@tf.function(input_signature=[x])
def low_and_high(x):
    low = tf.reduce_min(x)
    high = tf.reduce_max(x)
    return low, high


@tf.function(input_signature=[x])
def mean(x):
    return tf.reduce_mean(x)


feed = {'x': [4., 1., 7.]}
print(mean(**feed).numpy())
print([value.numpy() for value in low_and_high(**feed)])
lo, hi = low_and_high(**feed)
lo, hi = lo.numpy(), hi.numpy()
print(lo, hi)

@tf.function(input_signature=[x])
def compute_stats(x):
    low = tf.reduce_min(x)
    high = tf.reduce_max(x)
    mean = tf.reduce_mean(x)
    return {'mean': mean, 'range': [low, high]}

stats = tf.nest.map_structure(lambda value: value.numpy(), compute_stats(**feed))
print(stats['mean'], stats['range'][0], stats['range'][1])

@tf.function(input_signature=[x])
def evaluate(x):
    low = tf.reduce_min(x)
    high = tf.reduce_max(x)
    mean = tf.reduce_mean(x)
    return [[low, high], mean]

(a, b), c = tf.nest.map_structure(lambda value: value.numpy(), evaluate(**feed))
print(a + b, c)
print(mean(**feed).numpy())
