import tensorflow as tf

x = tf.TensorSpec([None], tf.float32)
weight = tf.TensorSpec([], tf.float32)


@tf.function(input_signature=[x, weight])
def scores_and_best(x, weight):
    scores = x * weight
    best = tf.argmax(scores, 0)
    return scores, best


@tf.function(input_signature=[x, weight])
def best(x, weight):
    scores, best = scores_and_best(x, weight)
    return best


values = {'x': [0.5, 2.5, 1.5], 'weight': 2}
feed = {'x': values['x'], 'weight': values['weight']}
s, i = scores_and_best(**feed)
s, i = s.numpy(), i.numpy()
print(s, i)
print(best([3., 1.], -1.).numpy())
