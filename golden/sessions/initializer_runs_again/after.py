import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.random.truncated_normal([2, 1], stddev=0.1))
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


data = np.array([[1., 2.], [3., 4.]])
for fold in range(2):
    w.assign(tf.random.truncated_normal([2, 1], stddev=0.1))
    for step in range(3):
        loss_value = train_step(data).numpy()
    print(fold, loss_value, w.numpy())
