import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
dense = tf.keras.layers.Dense(4, activation='tanh')
dense_1 = tf.keras.layers.Dense(2)
labels = tf.TensorSpec([None, 2], tf.float32)
optimizer = tf.keras.optimizers.SGD(0.5)


@tf.function(input_signature=[x, labels])
def train(x, labels):
    with tf.GradientTape() as tape:
        h = dense(x)
        logits = dense_1(h)
        loss = tf.reduce_mean(tf.keras.losses.categorical_crossentropy(labels, tf.nn.softmax(logits)))
    variables = dense.trainable_variables + dense_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


feed = {'x': np.random.rand(4, 3), 'labels': np.eye(2)[[0, 1, 1, 0]]}
for _ in range(3):
    print(train(**feed).numpy())

@tf.function(input_signature=[x])
def argmax(x):
    h = dense(x)
    logits = dense_1(h)
    return tf.argmax(logits, axis=1)

print(argmax(feed['x']).numpy())
