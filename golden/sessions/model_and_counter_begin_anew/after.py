import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self, n, rate=0.01):
        self.n = n
        self.x = tf.TensorSpec([None, n], tf.float32)
        self.w = tf.Variable(tf.random.normal([n, 1]))
        self.optimizer = tf.keras.optimizers.Adam(rate, beta_2=0.9990000129, epsilon=1e-8)
        self.train = tf.function(self.train, input_signature=[self.x])
        self.loss = tf.function(self.loss, input_signature=[self.x])

    def train(self, x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w) - 1.))
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def loss(self, x):
        return tf.reduce_mean(tf.square(tf.matmul(x, self.w) - 1.))

    def initialize_variables(self):
        self.w.assign(tf.random.normal([self.n, 1]))
        for variable in self.optimizer.variables:
            if variable is not self.optimizer.learning_rate:
                variable.assign(tf.zeros_like(variable))

    def fit(self, x):
        for i in range(3):
            self.train(x)
        return self.loss(x).numpy()
net = Net(2)
total = tf.Variable(0.0)


def initialize_total():
    total.assign(0.0)


@tf.function
def add():
    return total.assign_add(1.0)


for trial in range(2):
    net.initialize_variables()
    initialize_total()
    print(net.fit([[1., 2.]]), add().numpy())
