import os
import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, dim=4):
        self.dim = dim
        self.build_model()

    def build_model(self):
        self.x = tf.TensorSpec([None, self.dim], tf.float32, name='x')
        self.y = tf.TensorSpec([None, 1], tf.float32, name='y')
        self.h = tf.keras.layers.Dense(6, activation=tf.nn.relu)
        self.pred = tf.keras.layers.Dense(1)
        self.compute_pred = tf.function(self.compute_pred, input_signature=[self.x])
        self.loss = tf.function(self.loss, input_signature=[self.x, self.y])

    def compute_pred(self, x):
        h = self.h(x)
        return self.pred(h)

    def loss(self, x, y):
        pred = self.compute_pred(x)
        return tf.reduce_mean(tf.square(pred - y))

    def train(self, xs, ys, epochs=3):
        optim = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)

        @tf.function
        def train_step(x, y):
            x = tf.cast(x, tf.float32)
            y = tf.cast(y, tf.float32)
            with tf.GradientTape() as tape:
                loss = self.loss(x, y)
            variables = self.h.trainable_variables + self.pred.trainable_variables
            optim.apply_gradients(zip(tape.gradient(loss, variables), variables))
            return loss

        for epoch in range(epochs):
            err = train_step(xs, ys).numpy()
            print('epoch %d loss %.6f' % (epoch, err))

    def test(self, xs):
        return self.compute_pred(xs).numpy()


def main():
    rng = np.random.RandomState(0)
    xs, ys = rng.rand(6, 4), rng.rand(6, 1)
    net = Net()
    net.train(xs, ys)
    print(net.test(xs).sum())


if __name__ == '__main__':
    main()
