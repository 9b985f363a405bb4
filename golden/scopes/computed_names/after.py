import numpy as np
import tensorflow as tf

sizes = [4, 3, 2]
x = tf.TensorSpec([None, sizes[0]], tf.float32)
ws = []
bs = []
for i in range(len(sizes) - 1):
    with tf.name_scope('layer_%d' % i):
        ws.append(tf.Variable(tf.keras.initializers.GlorotUniform()([sizes[i], sizes[i + 1]]), name='w'))
        bs.append(tf.Variable(tf.zeros_initializer()([sizes[i + 1]]), name='b'))


@tf.function(input_signature=[x])
def h(x):
    h = x
    for i, w, b in zip(range(len(sizes) - 1), ws, bs):
        with tf.name_scope('layer_%d' % i):
            h = tf.nn.tanh(tf.matmul(h, w) + b)
    return h


print(h(np.linspace(-1, 1, 8).reshape(2, 4)).numpy())
for v in [ws[0], bs[0], ws[1], bs[1]]:
    print(v.name, v.get_shape().as_list())
