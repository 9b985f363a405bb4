import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
lr = tf.TensorSpec([], tf.float32)
w = tf.Variable(tf.ones([2, 1]))


@tf.function(input_signature=[x])
def loss(x):
    return tf.reduce_sum(tf.square(tf.matmul(x, w)))


optimizer = tf.keras.optimizers.Adam(0.0, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, lr])
def train_step(x, lr):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(tf.matmul(x, w)))
    optimizer.learning_rate.assign(lr)
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


max_lr, min_lr = 0.1, 0.001
for i in range(5):
    learning_rate = min_lr + (max_lr - min_lr) * np.exp(-i / 2.)
    train_step([[1., 2.], [0.5, -1.]], learning_rate)
print(w.numpy())
print(loss([[1., 2.]]).numpy())
