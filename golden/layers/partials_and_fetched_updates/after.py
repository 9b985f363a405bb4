
import numpy as np
import tensorflow as tf

X = tf.TensorSpec((None, 4), tf.float32, name="X")
y = tf.TensorSpec((None), tf.int32, name="y")
training = tf.TensorSpec((), tf.bool, name="training")

# the same settings for all layers

hidden_1 = tf.keras.layers.Dense(6, kernel_initializer=tf.keras.initializers.VarianceScaling())
batch_normalization = tf.keras.layers.BatchNormalization(momentum=0.9)
outputs = tf.keras.layers.Dense(3, kernel_initializer=tf.keras.initializers.VarianceScaling())
batch_normalization_1 = tf.keras.layers.BatchNormalization(momentum=0.9)


def compute_loss(X, y, training):
    hidden = hidden_1(X)
    bn = tf.nn.elu(batch_normalization(hidden, training=training))
    logits = batch_normalization_1(outputs(bn), training=training)

    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))


@tf.function
def loss(X, y, training=False):
    X = tf.cast(X, tf.float32)
    y = tf.cast(y, tf.int32)
    return compute_loss(X, y, training)


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def training_step(X, y, training=False):
    X = tf.cast(X, tf.float32)
    y = tf.cast(y, tf.int32)
    with tf.GradientTape() as tape:
        loss = compute_loss(X, y, training)
    variables = [
        *hidden_1.trainable_variables,
        *batch_normalization.trainable_variables,
        *outputs.trainable_variables,
        *batch_normalization_1.trainable_variables,
    ]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


rng = np.random.RandomState(5)
rows, classes = rng.rand(12, 4), rng.randint(0, 3, 12)
for epoch in range(4):
    value = training_step(rows, classes, True).numpy()
    print(epoch, value, loss(rows, classes).numpy())
