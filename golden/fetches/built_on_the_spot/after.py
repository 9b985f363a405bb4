import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable([[1.], [2.]])

batch = np.array([[0.1, 0.2], [-0.3, 0.4]])

@tf.function(input_signature=[x])
def sigmoid(x):
    logits = tf.matmul(x, w)
    return tf.nn.sigmoid(logits)

print(sigmoid(batch).numpy())

@tf.function(input_signature=[x])
def reduce_sum(x):
    logits = tf.matmul(x, w)
    return tf.reduce_sum(logits)

for step in range(2):
    w.assign(w * 2.)
    print(step, reduce_sum(batch).numpy())
print(w.numpy())
