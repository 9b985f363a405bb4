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


class Block(tf.keras.layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv2d = tf.keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)
        self.batch_normalization = BatchNormalization()

    def call(self, x, training):
        x = self.conv2d(x)
        x = self.batch_normalization(x, training=training)
        return tf.nn.relu(x)


class Dense(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=[input_shape[-1], self.units], name='w')
        self.b = self.add_weight(shape=[self.units], initializer=tf.zeros_initializer(), name='b')

    def call(self, x):
        return tf.nn.tanh(tf.matmul(x, self.w) + self.b)


images = tf.TensorSpec([None, 8, 8, 3], tf.float32)
labels = tf.TensorSpec([None], tf.int64)
training = tf.TensorSpec(None, tf.bool)
blocks = [Block(4 * (i + 1)) for i in range(2)]
max_pooling2d = tf.keras.layers.MaxPooling2D(2, 2)
flatten = tf.keras.layers.Flatten()
denses = [Dense(units) for i, units in enumerate([6, 5])]
dense_1 = tf.keras.layers.Dense(3)


def compute_logits(images, training):
    net = images
    for block in blocks:
        net = block(net, training=training)
        net = max_pooling2d(net)
    net = flatten(net)
    for dense in denses:
        net = dense(net)
    return dense_1(net)


@tf.function
def logits(images, training):
    images = tf.cast(images, tf.float32)
    return compute_logits(images, training)


optimizer = tf.keras.optimizers.SGD(0.01)

@tf.function
def train(images, labels, training):
    images = tf.cast(images, tf.float32)
    labels = tf.cast(labels, tf.int64)
    with tf.GradientTape() as tape:
        logits = compute_logits(images, training)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    variables = [
        *[v for layer in blocks for v in layer.trainable_variables],
        *[v for layer in denses for v in layer.trainable_variables],
        *dense_1.trainable_variables,
    ]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss

rng = np.random.RandomState(0)
x, y = rng.rand(6, 8, 8, 3), rng.randint(0, 3, 6)
for _ in range(3):
    value = train(x, y, True).numpy()
    print(value)
print(logits(x, False).numpy())
