import os
import tensorflow as tf


class Model(object):
    def __init__(self, rate):
        self.x = tf.TensorSpec([None, 2], tf.float32)
        self.w = tf.Variable(tf.ones([2, 1]))
        self.optimizer = tf.keras.optimizers.SGD(rate)
        self.train_step = tf.function(self.train_step, input_signature=[self.x])

    def train_step(self, x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w) - 3.0))
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def fit(self, x):
        loss = self.train_step(x).numpy()
        return loss


model = Model(0.1)
for i in range(3):
    print(i, model.fit([[1., 2.], [0.5, -1.]]))

v = tf.Variable(2.0)


@tf.function
def half():
    return v / 2


print(half().numpy())
