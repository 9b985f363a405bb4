import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 4], tf.float32)
dense = tf.keras.layers.Dense(4, activation=tf.nn.relu, kernel_initializer=tf.random_normal_initializer(stddev=0.5))
dense_1 = tf.keras.layers.Dense(4, kernel_initializer=tf.random_normal_initializer(stddev=0.5))
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        hidden = dense(x)
        out = dense_1(hidden)
        loss = tf.reduce_mean(tf.square(out - x))
    variables = dense.trainable_variables + dense_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


data = np.random.RandomState(0).rand(5, 4)
for step in range(3):
    value = train_step(data).numpy()
    print(step, value)
