import numpy as np
import tensorflow as tf

features = np.linspace(0, 1, 12).reshape(6, 2)
dataset = tf.data.Dataset.from_tensor_slices(features).batch(3).repeat()
iterator = iter(dataset)
dense = tf.keras.layers.Dense(4, activation=tf.nn.relu, dtype='float64')
dense_1 = tf.keras.layers.Dense(1, dtype='float64')
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[iterator.element_spec])
def train(x):
    with tf.GradientTape() as tape:
        hidden = dense(x)
        out = dense_1(hidden)
        loss = tf.reduce_mean(tf.square(out - tf.reduce_sum(x, 1, keepdims=True)))
    variables = dense.trainable_variables + dense_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for step in range(4):
    value = train(next(iterator)).numpy()
    print(step, value.dtype, value)
