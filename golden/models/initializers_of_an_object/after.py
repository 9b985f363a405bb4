import numpy as np
import tensorflow as tf


class Linear(tf.keras.layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def build(self, input_shape):
        self.w = self.add_weight(shape=[input_shape[1], self.size], initializer=tf.random_normal_initializer(0., .1), name='w')
        self.b = self.add_weight(shape=[self.size], initializer=tf.constant_initializer(0.1), name='b')

    def call(self, x):
        return tf.matmul(x, self.w) + self.b


class Dense(tf.keras.layers.Layer):
    def __init__(self, size, ac=None):
        super().__init__()
        self.dense = tf.keras.layers.Dense(size, activation=ac, kernel_initializer=tf.random_normal_initializer(0., .1), bias_initializer=tf.constant_initializer(0.1))

    def call(self, x):
        return self.dense(x)


class Net(object):
    def __init__(self, n_hidden=8):
        self.n_hidden = n_hidden
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.build()
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            h = self.h1(x)
            h = self.h2(h)
            out = self.out_1(h)
            loss = tf.reduce_mean(tf.square(out - y))
        variables = [
            *self.h1.trainable_variables,
            *self.h2.trainable_variables,
            *self.out_1.trainable_variables,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def build(self):
        self.h1 = Dense(self.n_hidden, tf.nn.relu)
        self.h2 = Linear(self.n_hidden)
        self.out_1 = Dense(1)

    def train(self, x, y):
        loss = self.train_step(x, y).numpy()
        return loss


rng = np.random.RandomState(0)
x = rng.rand(20, 3)
y = x.sum(1, keepdims=True)
net = Net()
for i in range(5):
    print(i, net.train(x, y))
