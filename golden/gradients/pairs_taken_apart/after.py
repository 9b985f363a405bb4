import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
w = tf.Variable(tf.ones([3, 1]))
opt = tf.keras.optimizers.Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
    variables = [w]
    grads, vs = tape.gradient(loss, variables), variables
    grads, norm = tf.clip_by_global_norm(grads, 1.0)
    opt.apply_gradients(zip(grads, vs))
    return norm, loss


for _ in range(3):
    n, l = train(np.arange(6).reshape(2, 3))
    n, l = n.numpy(), l.numpy()
    print(n, l)
