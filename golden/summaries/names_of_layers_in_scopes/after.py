"""Two pictures through one network, whose variables are shown under their names."""
import numpy as np
import tensorflow as tf


class Network(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv2d = tf.keras.layers.Conv2D(4, [3, 3], activation=tf.nn.relu, padding='same',
                                       kernel_initializer=tf.constant_initializer(0.1))
        self.max_pool2d = tf.keras.layers.MaxPooling2D([2, 2], padding='same', strides=2)
        self.conv2d_1 = tf.keras.layers.Conv2D(2, [3, 3], padding='same',
                                       kernel_initializer=tf.constant_initializer(0.2))
        self.flatten = tf.keras.layers.Flatten()

    def call(self, pictures):
        net = self.conv2d(pictures)
        net = self.max_pool2d(net)
        net = self.conv2d_1(net)
        return self.flatten(net)


left = tf.TensorSpec([None, 4, 4, 1], tf.float32)
right = tf.TensorSpec([None, 4, 4, 1], tf.float32)
label = tf.TensorSpec([None, 1], tf.float32)
network = Network()
optimizer = tf.keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)


@tf.function(input_signature=[left, right, label])
def train_step(left, right, label):
    with tf.GradientTape() as tape:
        distance = tf.sqrt(tf.reduce_sum(tf.square(network(left) - network(right)), 1, keepdims=True))
        loss = tf.reduce_mean(label * tf.square(distance) + (1 - label) * tf.square(tf.maximum(0.5 - distance, 0))) / 2
    variables = network.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss, ()


def write_merged(writer, values, step):
    with writer.as_default(step):
        for name, var in zip(['conv1/weights', 'conv1/biases', 'conv2/weights', 'conv2/biases'], network.trainable_variables):
            tf.summary.histogram(name, var)

writer = tf.summary.create_file_writer('board')
rng = np.random.RandomState(0)
for i in range(3):
    fed = {'left': rng.rand(3, 4, 4, 1), 'right': rng.rand(3, 4, 4, 1), 'label': rng.randint(0, 2, (3, 1))}
    value, shown = train_step(**fed)
    value = value.numpy()
    write_merged(writer, shown, i)
    print(i, np.round(value, 5))
