import numpy as np
import tensorflow as tf


class BatchNormalization(tf.keras.layers.BatchNormalization):
    """Batch normalization whose moving variance averages the unbiased variance of batches of images."""

    def call(self, inputs, training=False, **kwargs):
        before = self.moving_variance + 0.0
        outputs = super().call(inputs, training=training, **kwargs)
        if training and len(inputs.shape) == 4 and not getattr(self, 'fused', False):
            axis = self.axis[0] if isinstance(self.axis, (list, tuple)) else self.axis
            count = tf.cast(tf.size(inputs) // tf.shape(inputs)[axis], tf.float32)
            kept = before * self.momentum
            self.moving_variance.assign(kept + (self.moving_variance - kept) * count / (count - 1.0))
        return outputs


class Network(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv = tf.keras.layers.Conv2D(2, 3, strides=(2, 2), padding='same')
        self.bn = BatchNormalization()

    def call(self, x, is_train):
        net = self.conv(x)
        net = self.bn(net, training=is_train)
        net = tf.nn.leaky_relu(net)
        return tf.reduce_mean(net, axis=[1, 2])


x = tf.TensorSpec([None, 4, 4, 1], tf.float32)
network = Network()


@tf.function(input_signature=[x])
def test_out(x):
    return network(x, is_train=False)


@tf.function(input_signature=[x])
def compute_loss(x):
    train_out = network(x, is_train=True)
    return tf.reduce_sum(tf.square(train_out))


optimizer = tf.keras.optimizers.SGD(1e-2)

@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        loss = compute_loss(x)
    variables = network.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

data = np.random.rand(3, 4, 4, 1)
for i in range(5):
    train(data)
print(test_out(data).numpy())
print(compute_loss(data).numpy())
