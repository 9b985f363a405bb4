import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, n):
        self.x = tf.TensorSpec([None, n], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.w = tf.Variable(tf.ones([n, 1]))
        self.cost = tf.function(self.cost, input_signature=[self.x, self.y])
        self.cost_and_accuracy = tf.function(self.cost_and_accuracy, input_signature=[self.x, self.y])
        self.pred = tf.function(self.pred, input_signature=[self.x])

    def cost(self, x, y):
        pred = tf.matmul(x, self.w)
        return tf.reduce_mean(tf.square(pred - y))

    def cost_and_accuracy(self, x, y):
        pred = tf.matmul(x, self.w)
        cost = tf.reduce_mean(tf.square(pred - y))
        accuracy = tf.reduce_mean(tf.cast(pred > y, tf.float32))
        return cost, accuracy

    def pred(self, x):
        return tf.matmul(x, self.w)

    def predict(self, xs):
        return self.pred(xs).numpy()


class Trainer(object):
    def __init__(self, net, lr=0.1):
        self.net = net
        self.lr = lr

    def _get_optimizer(self):
        return tf.keras.optimizers.SGD(self.lr, momentum=0.9).minimize(self.net.cost)

    def train(self, xs, ys, steps):
        self.optimizer = tf.keras.optimizers.SGD(self.lr, momentum=0.9)
        for i in range(steps):
            cost = self.train_step(xs, ys).numpy()
            print(i, cost)
        self.show(xs, ys)
        print(self.net.predict(xs[:1]))

    @tf.function
    def train_step(self, x, y):
        x = tf.cast(x, tf.float32)
        y = tf.cast(y, tf.float32)
        with tf.GradientTape() as tape:
            cost_1 = self.net.cost(x, y)
        variables = [self.net.w]
        self.optimizer.apply_gradients(zip(tape.gradient(cost_1, variables), variables))
        return cost_1

    def show(self, xs, ys):
        loss, acc = self.net.cost_and_accuracy(xs, ys)
        loss, acc = loss.numpy(), acc.numpy()
        print('%.5f %.5f' % (loss, acc))


net = Model(2)
t = Trainer(net)
t.train(np.arange(8.).reshape(4, 2), np.ones([4, 1]), 3)
