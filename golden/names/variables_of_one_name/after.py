import tensorflow as tf
import numpy as np
x = tf.TensorSpec([None, 3], tf.float32)
w = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 3]), name='a/w')
b = tf.Variable(tf.keras.initializers.GlorotUniform()([3]), name='a/b')
n = 3
b_w = tf.Variable(tf.keras.initializers.GlorotUniform()([3, n]), name='b/w')
b_b = tf.Variable(tf.keras.initializers.GlorotUniform()([3]), name='b/b')
w2 = [w for w in [1, 2]]
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        h = tf.nn.tanh(tf.matmul(x, w) + b)
        b_1 = tf.identity(b_b)
        y = tf.matmul(h, b_w) + b_1
        loss = tf.reduce_sum(tf.square(y)) + 0.1 * tf.nn.l2_loss(b_w)
    variables = [w, b, b_w, b_b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for _ in range(3):
    print(train(np.ones((2, 3))).numpy())
print(b_w.numpy().sum(), w2)
