"""An autoencoder whose layers are as wide as two lists say, each turn of a loop handing on its width."""
import numpy as np
import tensorflow as tf


class Layer(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random_normal_initializer(stddev=0.2)([n_in, n_out]), name='w')
        self.b = tf.Variable(tf.zeros_initializer()([n_out]), name='b')

    def __call__(self, x):
        return tf.nn.tanh(tf.matmul(x, self.w) + self.b)


class AutoEncoder(object):
    def __init__(self, n_in, layers, lr=0.01):
        self.n_in = n_in
        self.layers = layers
        self.x = tf.TensorSpec([None, n_in], tf.float32)
        size = n_in
        self.sizes = [size, *layers]
        self._layers = [Layer(size, units) for i, (size, units) in enumerate(zip(self.sizes, self.layers))]
        size = self.sizes[-1]
        self.units_list = list(reversed(layers[:-1])) + [n_in]
        self.sizes_1 = [size, *self.units_list]
        self._layers_1 = [Layer(size, units) for i, (size, units) in enumerate(zip(self.sizes_1, self.units_list))]
        self.optimizer = tf.keras.optimizers.Adam(lr, beta_2=0.9990000129, epsilon=1e-8)
        self.train_step = tf.function(self.train_step, input_signature=[self.x])
        self.code = tf.function(self.code, input_signature=[self.x])

    def train_step(self, x):
        with tf.GradientTape() as tape:
            h = x
            for layer in self._layers:
                h = layer(h)
            for layer in self._layers_1:
                h = layer(h)
            out = h
            loss = tf.reduce_mean(tf.square(out - x))
        variables = [
            *[v for layer in self._layers for v in layer.trainable_variables],
            *[v for layer in self._layers_1 for v in layer.trainable_variables],
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def code(self, x):
        h = x
        for layer in self._layers:
            h = layer(h)
        return h


rng = np.random.RandomState(0)
ae = AutoEncoder(6, [5, 4, 2])
for i in range(5):
    l = ae.train_step(rng.rand(8, 6)).numpy()
    print(i, l)
print(ae.code(np.ones([1, 6])).numpy())
