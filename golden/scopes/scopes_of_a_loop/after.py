import numpy as np
import tensorflow as tf
x = tf.TensorSpec([None, 4], tf.float32)
sizes = [4, 5, 3]
ws = []
bs = []
for i in range(2):
    with tf.name_scope('layer%d' % i):
        ws.append(tf.Variable(tf.keras.initializers.GlorotUniform()([sizes[i], sizes[i+1]]), name='w'))
        bs.append(tf.Variable(tf.zeros_initializer()([sizes[i+1]]), name='b'))
optimizer = tf.keras.optimizers.SGD(.1)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        h = x
        for i, w, b in zip(range(2), ws, bs):
            with tf.name_scope('layer%d' % i):
                h = tf.nn.relu(tf.matmul(h, w) + b)
        loss = tf.reduce_mean(h)
    variables = ws + bs
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for i in range(3):
    l = train(np.ones((2, 4))).numpy()
    print(l)
