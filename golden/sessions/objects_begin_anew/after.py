import numpy as np
import tensorflow as tf
class M:
    def __init__(self, name, n):
        self.n = n
        self.x = tf.TensorSpec([None, 2], tf.float32)
        self.w = tf.Variable(tf.ones_initializer()([2, n]), name='w')
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.train = tf.function(self.train, input_signature=[self.x])

    def train(self, x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w) - 3.))
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def initialize_variables(self):
        self.w.assign(tf.ones_initializer()([2, self.n]))

    def fit(self, x):
        self.train(x)
a = M('a', 1)
b = M('b', 2)
for i in range(2):
    a.initialize_variables()
    b.initialize_variables()
    a.fit([[1., 2.]])
    b.fit([[1., 3.]])
    print(a.w.numpy().ravel(), b.w.numpy().ravel())
