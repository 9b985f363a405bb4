import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, size):
        self.size = size
        self.global_step = tf.Variable(0, trainable=False, name='global_step')

    def _inputs(self):
        self.x = tf.TensorSpec([None, self.size], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)

    def _loss(self):
        self.w = tf.Variable(tf.ones([self.size, 1]), name='w')
        self.b = tf.Variable(tf.zeros([1]), name='b')

    def _optimizer(self):
        self.optimizer = tf.keras.optimizers.SGD(0.1, momentum=0.9)

    def build(self):
        self._inputs()
        self._loss()
        self._optimizer()
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])
        self.pred = tf.function(self.pred, input_signature=[self.x])

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            pred = tf.matmul(x, self.w) + self.b
            loss = tf.reduce_mean(tf.square(pred - y))
        variables = [self.w, self.b]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.global_step.assign_add(1)
        return loss

    def pred(self, x):
        return tf.matmul(x, self.w) + self.b


def train(model, xs, ys):
    step = model.global_step.numpy()
    for i in range(step, step + 3):
        loss = model.train_step(xs, ys).numpy()
        print(i, loss)
    print(model.global_step.numpy(), model.pred(xs).numpy())


model = Model(2)
model.build()
train(model, np.ones([4, 2]), np.zeros([4, 1]))
