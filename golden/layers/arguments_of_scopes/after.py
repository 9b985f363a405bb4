"""Layers that are given initializers and a normalizer with a fed switch by the block around them."""
import numpy as np
import tensorflow as tf


class FusedBatchNormalization(tf.keras.layers.BatchNormalization):
    """Batch normalization whose moving variance averages the unbiased variance of the batches."""

    def call(self, inputs, training=False, **kwargs):
        before = self.moving_variance + 0.0
        outputs = super().call(inputs, training=training, **kwargs)
        if training and not getattr(self, 'fused', False):
            axis = self.axis[0] if isinstance(self.axis, (list, tuple)) else self.axis
            count = tf.cast(tf.size(inputs) // tf.shape(inputs)[axis], tf.float32)
            kept = before * self.momentum
            self.moving_variance.assign(kept + (self.moving_variance - kept) * count / (count - 1.0))
        return outputs


x = tf.TensorSpec([None, 6], tf.float32)
y = tf.TensorSpec([None, 3], tf.float32)
train_mode = tf.TensorSpec([], tf.bool, name='train_mode')

initializer = tf.keras.initializers.GlorotUniform()

hidden1_1 = tf.keras.layers.Dense(5, kernel_initializer=tf.keras.initializers.GlorotUniform(), use_bias=False)
hidden1_BatchNorm = FusedBatchNormalization(momentum=0.9, scale=False)
dropout_1 = tf.keras.layers.Dropout(0.2)
hidden2_1 = tf.keras.layers.Dense(4, kernel_initializer=tf.keras.initializers.GlorotUniform(), use_bias=False)
hidden2_BatchNorm = FusedBatchNormalization(momentum=0.9, scale=False)
logits_1 = tf.keras.layers.Dense(3, kernel_initializer=tf.keras.initializers.GlorotUniform(), use_bias=False)


def compute_cost(x, y, train_mode):
    hidden1 = tf.nn.tanh(hidden1_BatchNorm(hidden1_1(x), training=train_mode))
    dropped = dropout_1(hidden1, training=train_mode)
    hidden2 = tf.nn.elu(hidden2_BatchNorm(hidden2_1(dropped), training=train_mode))
    logits = logits_1(hidden2)

    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=y))


@tf.function
def cost(x, y, train_mode):
    x = tf.cast(x, tf.float32)
    y = tf.cast(y, tf.float32)
    return compute_cost(x, y, train_mode)


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train(x, y, train_mode):
    x = tf.cast(x, tf.float32)
    y = tf.cast(y, tf.float32)
    with tf.GradientTape() as tape:
        cost = compute_cost(x, y, train_mode)
    variables = [
        *hidden1_1.trainable_variables,
        *hidden1_BatchNorm.trainable_variables,
        *hidden2_1.trainable_variables,
        *hidden2_BatchNorm.trainable_variables,
        *logits_1.trainable_variables,
    ]
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))


features = np.random.RandomState(0).rand(8, 6)
labels = np.eye(3)[np.arange(8) % 3]
for _ in range(4):
    train(features, labels, True)
    print(cost(features, labels, False).numpy())
