import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, size, training, shared=None):
        self.x = tf.TensorSpec([None, size], tf.float32)
        self.w = shared.w if shared is not None else tf.Variable(tf.ones_initializer()([size, 1]), name='model/w')
        self.train_step = tf.function(self.train_step, input_signature=[self.x])
        self.loss = tf.function(self.loss, input_signature=[self.x])
        if not training:
            return
        self.optimizer = tf.keras.optimizers.SGD(0.1)

    def train_step(self, x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w) - 1.))
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def loss(self, x):
        return tf.reduce_mean(tf.square(tf.matmul(x, self.w) - 1.))


def main():
    train = Model(3, True)
    valid = Model(3, False, shared=train)
    data = np.eye(3)
    for _ in range(3):
        print(train.train_step(data).numpy())
    print(valid.loss(data).numpy())


if __name__ == '__main__':
    main()
