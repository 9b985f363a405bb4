import numpy as np
import tensorflow as tf


def reset_weights(layer):
    """Give the weights of a Keras layer first values again, drawn anew."""
    if layer.built:
        new = type(layer).from_config(layer.get_config())
        new.build_from_config(layer.get_build_config())
        layer.set_weights(new.get_weights())


class Classifier:
    def __init__(self, n_in, hidden=4, rate=0.01):
        self.n_in = n_in
        self.rate = rate
        self._build(hidden)

    def _build(self, hidden):
        self.x = tf.TensorSpec([None, self.n_in], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.dense = tf.keras.layers.Dense(hidden, activation=tf.nn.tanh)
        self.out = tf.keras.layers.Dense(1)
        self.scale = tf.Variable(1.0, name='scale')
        self.start_initial = np.random.rand(self.n_in, 1).astype('float32')
        self.start = tf.Variable(self.start_initial)
        self.optimizer = tf.keras.optimizers.Adam(self.rate, beta_2=0.9990000129, epsilon=1e-8)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            h = self.dense(x)
            out = self.out(h)
            build_out = out * self.scale + tf.matmul(x, self.start)
            loss = tf.reduce_mean(tf.square(build_out - y))
        variables = [
            *self.dense.trainable_variables,
            *self.out.trainable_variables,
            self.scale, self.start,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def initialize_variables(self):
        self.scale.assign(1.0)
        self.start.assign(self.start_initial)
        reset_weights(self.dense)
        reset_weights(self.out)
        for variable in self.optimizer.variables:
            if variable is not self.optimizer.learning_rate:
                variable.assign(tf.zeros_like(variable))

    def reset(self):
        self.initialize_variables()

    def train(self, x, y):
        loss = self.train_step(x, y).numpy()
        return loss


x = np.random.RandomState(0).rand(6, 2)
y = x.sum(1, keepdims=True)
model = Classifier(2)
for seed in range(3):
    model.reset()
    for i in range(4):
        loss = model.train(x, y)
    print(seed, loss)
