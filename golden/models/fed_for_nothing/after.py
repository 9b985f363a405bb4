import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self):
        self.build_model()

    def build_model(self):
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.dense1 = tf.keras.layers.Dense(4, activation=tf.nn.relu)
        self.dense2 = tf.keras.layers.Dense(1)
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            d1 = self.dense1(x)
            d2 = self.dense2(d1)
            loss = tf.reduce_mean(tf.square(d2 - y))
        variables = self.dense1.trainable_variables + self.dense2.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss


class Trainer(object):
    def __init__(self, model):
        self.model = model

    def train_step(self, x, y):
        feed_dict = {'x': x, 'y': y}
        loss = self.model.train_step(**feed_dict).numpy()
        return loss


rng = np.random.RandomState(0)
trainer = Trainer(Model())
for step in range(4):
    x = rng.rand(8, 3)
    print(step, trainer.train_step(x, x.sum(1, keepdims=True)))
