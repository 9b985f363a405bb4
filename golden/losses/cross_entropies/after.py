import numpy as np
import tensorflow as tf

logits = tf.TensorSpec([None, 3], tf.float32)
onehot = tf.TensorSpec([None, 3], tf.float32)


@tf.function(input_signature=[logits, onehot])
def soft(logits, onehot):
    return tf.nn.softmax_cross_entropy_with_logits(labels=onehot, logits=logits)


@tf.function(input_signature=[logits, onehot])
def soft2(logits, onehot):
    return tf.nn.softmax_cross_entropy_with_logits(labels=onehot, logits=logits, axis=-1)


@tf.function(input_signature=[logits, onehot])
def sparse(logits, onehot):
    classes = tf.argmax(onehot, 1)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=logits)


@tf.function(input_signature=[logits, onehot])
def sigmoid(logits, onehot):
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=onehot, logits=logits)


@tf.function(input_signature=[logits, onehot])
def smooth(logits, onehot):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(onehot * (1 - 0.1) + 0.1 / onehot.shape[-1]), logits=logits))


@tf.function(input_signature=[logits, onehot])
def binary(logits, onehot):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=onehot, logits=logits))


rng = np.random.RandomState(3)
feed = {'logits': rng.randn(4, 3), 'onehot': np.eye(3)[[0, 2, 1, 1]]}
for tensor in [soft, soft2, sparse, sigmoid, smooth, binary]:
    print(tensor(**feed).numpy())
