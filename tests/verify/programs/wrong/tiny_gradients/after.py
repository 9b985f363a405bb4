import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
w = tf.Variable(tf.ones([3, 1]), name='w')
optimizer = tf.keras.optimizers.Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = 1e-6 * tf.reduce_mean(tf.square(tf.matmul(x, w)))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


data = np.random.RandomState(0).rand(8, 3)
for step in range(6):
    value = train_step(data).numpy()
print(value * 1e6)
