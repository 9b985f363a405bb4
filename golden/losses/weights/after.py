import numpy as np
import tensorflow as tf


def weighted_loss(losses, weights):
    """Average losses over the elements whose weight is not zero."""
    weights = tf.cast(weights, losses.dtype)
    present = tf.math.count_nonzero(tf.broadcast_to(weights, tf.shape(losses)), dtype=losses.dtype)
    return tf.math.divide_no_nan(tf.reduce_sum(losses * weights), present)


labels = tf.TensorSpec([None, 3], tf.float32)
predictions = tf.TensorSpec([None, 3], tf.float32)
weights = tf.TensorSpec([None, 1], tf.float32)


@tf.function(input_signature=[labels, predictions, weights])
def evaluate(labels, predictions, weights):
    mse = tf.reduce_mean(tf.square(predictions - labels))
    weighted = weighted_loss(tf.square(predictions - labels), weights)
    absolute = 0.5 * tf.reduce_mean(tf.abs(predictions - labels))
    huber = tf.keras.losses.Huber(delta=0.3)(labels, predictions)
    log = tf.reduce_mean(-labels * tf.math.log(predictions + 1e-07) - (1 - labels) * tf.math.log(1 - predictions + 1e-07))
    return mse, weighted, absolute, huber, log


@tf.function(input_signature=[labels, predictions, weights])
def total(labels, predictions, weights):
    mse = tf.reduce_mean(tf.square(predictions - labels))
    weighted = weighted_loss(tf.square(predictions - labels), weights)
    absolute = 0.5 * tf.reduce_mean(tf.abs(predictions - labels))
    huber = tf.keras.losses.Huber(delta=0.3)(labels, predictions)
    log = tf.reduce_mean(-labels * tf.math.log(predictions + 1e-07) - (1 - labels) * tf.math.log(1 - predictions + 1e-07))
    return tf.add_n([mse, weighted, absolute, huber, log])


a = np.array([[1., 0., 0.], [0., 1., 1.]])
p = np.array([[.7, .2, .1], [.1, .5, .95]])
feed = {'labels': a, 'predictions': p, 'weights': [[2.], [0.]]}
print([value.numpy() for value in evaluate(**feed)])
print(total(**feed).numpy())
