import numpy as np
import tensorflow as tf


def inputs(size):
    x = tf.TensorSpec([None, size], tf.float32)
    y = tf.TensorSpec([None, 1], tf.float32)
    return x, y


class Model(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.h = tf.keras.layers.Dense(4, activation=tf.nn.tanh)
        self.out = tf.keras.layers.Dense(1)

    def call(self, x):
        h = self.h(x)
        return self.out(h)


def build(size):
    x, y = inputs(size)
    model = Model()

    @tf.function(input_signature=[x, y])
    def compute_loss(x, y):
        pred = model(x)
        return tf.reduce_mean(tf.square(pred - y))

    optimizer = tf.keras.optimizers.Adam(0.05, beta_2=0.9990000129, epsilon=1e-8)

    @tf.function(input_signature=[x, y])
    def train_step(x, y):
        with tf.GradientTape() as tape:
            loss = compute_loss(x, y)
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    return {'loss': compute_loss, 'train': train_step}


class Trainer(object):
    def __init__(self, graph):
        self.graph = graph
        self.loss = graph['loss']

    def fit(self, xs, ys):
        fd = {'x': xs, 'y': ys}
        l = self.graph['train'](**fd).numpy()
        return l

    def evaluate(self, xs, ys):
        return self.loss(xs, ys).numpy()


graph = build(3)
xs = np.random.rand(6, 3)
ys = xs.mean(1, keepdims=True)
t = Trainer(graph)
for _ in range(3):
    print(t.fit(xs, ys))
print(t.evaluate(xs, ys))
