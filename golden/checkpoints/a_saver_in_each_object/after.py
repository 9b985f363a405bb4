import tensorflow as tf
import numpy as np


class Net(object):
    def __init__(self, path=None):
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.h = tf.keras.layers.Dense(4, activation=tf.nn.tanh)
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.saver = tf.train.Checkpoint(h=self.h, optimizer=self.optimizer)
        if path:
            self.saver.read(path).assert_existing_objects_matched()
        self.train = tf.function(self.train, input_signature=[self.x])
        self.train.get_concrete_function()

    def train(self, x):
        with tf.GradientTape() as tape:
            h = self.h(x)
            loss = tf.reduce_mean(tf.square(h))
        variables = self.h.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def step(self, d):
        return self.train(d).numpy()


data = np.arange(12).reshape(4, 3).astype(np.float32) / 12.
net = Net()
print(net.step(data))
print(net.step(data))
net.saver.write('model.ckpt')
net = Net('model.ckpt')
print(net.step(data))
