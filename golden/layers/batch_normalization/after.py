import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 4], tf.float32)
training = tf.TensorSpec(None, tf.bool, name='training')
dense = tf.keras.layers.Dense(3, kernel_initializer=tf.ones_initializer())
batch_normalization = tf.keras.layers.BatchNormalization(momentum=0.9)


@tf.function
def h(x, training):
    x = tf.cast(x, tf.float32)
    h = dense(x)
    return batch_normalization(h, training=training)


optimizer = tf.keras.optimizers.SGD(0.1)

@tf.function
def train_step(x, training):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        h = dense(x)
        h = batch_normalization(h, training=training)
        loss = tf.reduce_mean(tf.square(h - 1.))
    variables = dense.trainable_variables + batch_normalization.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss

rng = np.random.RandomState(5)
for step in range(4):
    batch = rng.randn(6, 4) * 2 + 1
    value = train_step(batch, True).numpy()
    print(step, value)
print(h([[1., 2., 3., 4.]], False).numpy())
