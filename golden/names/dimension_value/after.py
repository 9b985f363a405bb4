import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 4, 3], tf.float32)
steps = x.shape[1]
size = int(x.shape[2])
w = tf.Variable(tf.ones([(steps * size) or steps * size, 2]))


@tf.function(input_signature=[x])
def out_and_batch(x):
    batch = tf.shape(x)[0]
    flat = tf.reshape(x, [batch, steps * size])
    out = tf.matmul(flat, w) / float(steps)
    return out, batch


print(steps, size, x.shape.as_list())

print([value.numpy() for value in out_and_batch(np.arange(24.).reshape(2, 4, 3))])
