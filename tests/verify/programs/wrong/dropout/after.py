import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 6], tf.float32)
keep_prob = tf.TensorSpec(None, tf.float32)
w = tf.Variable(tf.ones([6, 4]), name='w')


@tf.function(input_signature=[x, keep_prob])
def score(x, keep_prob):
    hidden = tf.nn.dropout(tf.nn.relu(tf.matmul(x, w)), rate=1 - keep_prob)
    return tf.reduce_sum(hidden, 1)


data = np.random.RandomState(0).rand(5, 6)
print(score(data, 0.8).numpy())
print(score(data, 1.0).numpy())
