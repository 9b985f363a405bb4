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


x = tf.TensorSpec([None, 4, 4, 1], tf.float32)
is_training = tf.TensorSpec([], tf.bool)
conv2d_1 = tf.keras.layers.Conv2D(2, [3, 3], strides=2, use_bias=False, padding='same')
batch_norm_1 = FusedBatchNormalization(momentum=0.9, scale=True)
fully_connected_1 = tf.keras.layers.Dense(2)


def compute_out(x, is_training):
    net = tf.nn.relu(batch_norm_1(conv2d_1(x), training=is_training))
    net = tf.reshape(net, [-1, 2 * 2 * 2])
    return fully_connected_1(net)


@tf.function
def out(x, is_training):
    x = tf.cast(x, tf.float32)
    return compute_out(x, is_training)


optimizer = tf.keras.optimizers.SGD(0.05)


@tf.function
def step(x, is_training):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        out = compute_out(x, is_training)
        loss = tf.reduce_mean(tf.square(out - 1.))
    variables = [
        *conv2d_1.trainable_variables,
        *batch_norm_1.trainable_variables,
        *fully_connected_1.trainable_variables,
    ]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


data = np.random.rand(4, 4, 4, 1)
for _ in range(4):
    value = step(data, True).numpy()
    print(value)
print(out(data[:2], False).numpy())
