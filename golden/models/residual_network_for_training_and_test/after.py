"""A residual network of helper methods, which a setting makes smaller, for training and for tests."""
import numpy as np
import tensorflow as tf


class Conv(tf.keras.layers.Layer):
    def __init__(self, channels, kernel=3, stride=1):
        super().__init__()
        self.conv2d = tf.keras.layers.Conv2D(channels, kernel, strides=stride, padding='SAME')

    def call(self, x):
        return self.conv2d(x)


class ResidualBlock(tf.keras.layers.Layer):
    def __init__(self, channels, downsample=False):
        super().__init__()
        self.channels = channels
        self.downsample = downsample
        if self.downsample:
            self.conv_0 = Conv(self.channels, stride=2)
            self.conv_init = Conv(self.channels, kernel=1, stride=2)
        if not self.downsample:
            self.conv_0_1 = Conv(self.channels)
        self.conv_1 = Conv(self.channels)

    def call(self, x_init):
        x = tf.nn.relu(x_init)
        if self.downsample:
            x = self.conv_0(x)
            x_init = self.conv_init(x_init)
        else:
            x = self.conv_0_1(x)
        x = tf.nn.relu(x)
        x = self.conv_1(x)
        return x + x_init


class Network(tf.keras.layers.Layer):
    def __init__(self, ch, n_classes):
        super().__init__()
        self.ch = ch
        self.conv = Conv(self.ch)
        self.residual_blocks = [ResidualBlock(self.ch, downsample=False) for i in range(2)]
        self.resblock1_0 = ResidualBlock(self.ch * 2, downsample=True)
        self.residual_blocks_1 = [ResidualBlock(self.ch * 2, downsample=False) for i in range(1, 2)]
        self.logit = tf.keras.layers.Dense(n_classes)

    def call(self, x, is_training=True):
        x = self.conv(x)
        for residual_block in self.residual_blocks:
            x = residual_block(x)
        x = self.resblock1_0(x)
        for residual_block in self.residual_blocks_1:
            x = residual_block(x)
        if is_training:
            x = tf.nn.dropout(x, rate=0.1)
        x = tf.reduce_mean(tf.nn.relu(x), axis=[1, 2])
        return self.logit(x)


class ResNet(object):
    def __init__(self, ch=4, n_classes=3):
        self.ch = ch
        self.n_classes = n_classes

    def build_model(self):
        self.train_inputs = tf.TensorSpec([None, 6, 6, 2], tf.float32)
        self.train_labels = tf.TensorSpec([None, self.n_classes], tf.float32)
        self.test_inputs = tf.TensorSpec([None, 6, 6, 2], tf.float32)
        self.network = Network(self.ch, self.n_classes)
        self.optim = tf.keras.optimizers.SGD(0.05, momentum=0.9)
        self.train_step = tf.function(self.train_step, input_signature=[self.train_inputs, self.train_labels])
        self.test_logits = tf.function(self.test_logits, input_signature=[self.test_inputs])

    def train_step(self, train_inputs, train_labels):
        with tf.GradientTape() as tape:
            logits = self.network(train_inputs)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=train_labels))
        variables = self.network.trainable_variables
        self.optim.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def test_logits(self, test_inputs):
        return self.network(test_inputs, is_training=False)

    def train(self):
        rng = np.random.RandomState(0)
        for step in range(3):
            x = rng.rand(4, 6, 6, 2)
            y = np.eye(self.n_classes)[rng.randint(0, self.n_classes, 4)]
            loss = self.train_step(x, y).numpy()
            test = self.test_logits(x).numpy()
            print(step, loss, test[0])


cnn = ResNet()
cnn.build_model()
cnn.train()
