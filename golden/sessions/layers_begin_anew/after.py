import numpy as np
import tensorflow as tf


def reset_weights(layer):
    """Give the weights of a Keras layer first values again, drawn anew."""
    if layer.built:
        new = type(layer).from_config(layer.get_config())
        new.build_from_config(layer.get_build_config())
        layer.set_weights(new.get_weights())


x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
is_training = tf.TensorSpec(None, tf.bool)
dense = tf.keras.layers.Dense(4, activation=tf.nn.relu, use_bias=False)
batch_normalization = tf.keras.layers.BatchNormalization()
dense_1 = tf.keras.layers.Dense(1)


def compute_loss(x, y, is_training):
    h = dense(x)
    h = batch_normalization(h, training=is_training)
    out = dense_1(h)
    return tf.reduce_mean(tf.square(out - y))


@tf.function
def loss(x, y, is_training):
    x = tf.cast(x, tf.float32)
    y = tf.cast(y, tf.float32)
    return compute_loss(x, y, is_training)


optimizer = tf.keras.optimizers.SGD(0.05)

@tf.function
def train(x, y, is_training):
    x = tf.cast(x, tf.float32)
    y = tf.cast(y, tf.float32)
    with tf.GradientTape() as tape:
        loss = compute_loss(x, y, is_training)
    variables = [
        *dense.trainable_variables,
        *batch_normalization.trainable_variables,
        *dense_1.trainable_variables,
    ]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

def initialize_variables():
    reset_weights(dense)
    reset_weights(batch_normalization)
    reset_weights(dense_1)

bx = np.random.RandomState(0).rand(10, 3)
by = bx.sum(1, keepdims=True)
for run in range(2):
    initialize_variables()
    for i in range(5):
        train(bx, by, True)
    print(run, loss(bx, by, False).numpy())
