import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
W = tf.Variable(tf.random.normal([3, 1]), name='weights')
b = tf.Variable(tf.zeros([1]), name='bias')


@tf.function(input_signature=[x, y])
def compute_loss(x, y):
    pred = tf.matmul(x, W) + b
    return tf.reduce_mean(tf.square(pred - y))


optimizer = tf.keras.optimizers.Adam(0.02, beta_1=0.5, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = compute_loss(x, y)
    variables = [W, b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


xs = np.random.rand(16, 3)
ys = xs.dot(np.array([[1.], [-2.], [0.5]])) + 0.3
for i in range(12):
    train_step(xs, ys)
    if i % 4 == 3:
        print(i, compute_loss(xs, ys).numpy())
print([W.numpy(), b.numpy()])
