import numpy as np
import tensorflow as tf

images = tf.TensorSpec([None, 64], tf.float32, name='images')
labels = tf.TensorSpec([None], tf.int32)
is_training = tf.TensorSpec(None, tf.bool)


class ConvNet(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv2d = tf.keras.layers.Conv2D(4, 3, padding='same', activation=tf.nn.relu)
        self.max_pooling2d = tf.keras.layers.MaxPooling2D(2, 2)
        self.conv2 = tf.keras.layers.Conv2D(6, [3, 3], activation=tf.nn.relu)
        self.flatten = tf.keras.layers.Flatten()
        self.dense = tf.keras.layers.Dense(10)
        self.dropout = tf.keras.layers.Dropout(rate=0.25)
        self.dense_1 = tf.keras.layers.Dense(3)

    def call(self, x, training):
        x = tf.reshape(x, shape=[-1, 8, 8, 1])
        conv1 = self.conv2d(x)
        conv1 = self.max_pooling2d(conv1)
        conv2 = self.conv2(conv1)
        fc1 = self.flatten(conv2)
        fc1 = self.dense(fc1)
        fc1 = self.dropout(fc1, training=training)
        return self.dense_1(fc1)


conv_net = ConvNet()


@tf.function
def logits(images, is_training):
    images = tf.cast(images, tf.float32)
    return conv_net(images, training=is_training)


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step(images, labels, is_training):
    images = tf.cast(images, tf.float32)
    labels = tf.cast(labels, tf.int32)
    with tf.GradientTape() as tape:
        logits = conv_net(images, training=is_training)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=labels))
    variables = conv_net.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


xs, ys = np.random.rand(5, 64), [0, 1, 2, 1, 0]
for step in range(3):
    l = train_step(xs, ys, True).numpy()
    print(step, l)
print(logits(xs[:2], False).numpy())
