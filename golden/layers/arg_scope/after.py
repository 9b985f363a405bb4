import numpy as np
import tensorflow as tf


class Network(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv1 = tf.keras.layers.Conv2D(3, [3, 3], activation=tf.nn.elu, kernel_regularizer=tf.keras.regularizers.L2(0.005), padding='same')
        self.pool1 = tf.keras.layers.MaxPooling2D([2, 2], strides=2)
        self.flatten = tf.keras.layers.Flatten()
        self.logits = tf.keras.layers.Dense(2, kernel_regularizer=tf.keras.regularizers.L2(0.005))

    def call(self, inputs):
        net = self.conv1(inputs)
        net = self.pool1(net)
        net = self.flatten(net)
        return self.logits(net)


images = tf.TensorSpec([None, 4, 4, 1], tf.float32)
network = Network()


@tf.function(input_signature=[images])
def logits_and_penalty(images):
    logits = network(images)
    penalty = tf.add_n(network.losses)
    return logits, penalty


value, extra = logits_and_penalty(np.random.rand(2, 4, 4, 1))
value, extra = value.numpy(), extra.numpy()
print(value, extra)
