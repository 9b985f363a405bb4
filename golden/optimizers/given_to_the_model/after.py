import numpy as np
import tensorflow as tf


class Autoencoder(object):
    def __init__(self, inputs, hidden, activation=tf.nn.softplus, optimizer=tf.keras.optimizers.Adam(beta_2=0.9990000129, epsilon=1e-8), scale=None):
        self.optimizer = optimizer
        self.scale = scale
        if self.scale is None:
            self.scale = 0.1
        self.activation = activation
        self.x = tf.TensorSpec([None, inputs], tf.float32)
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([inputs, hidden]), name='w')
        self.v = tf.Variable(tf.zeros([hidden, inputs]))
        self.steps = tf.Variable(0, trainable=False, dtype=tf.int64, name='global_step')
        self.steps = self.steps
        self.train = tf.function(self.train, input_signature=[self.x])
        self.output = tf.function(self.output, input_signature=[tf.TensorSpec(None, tf.float32)])

    def train(self, x):
        with tf.GradientTape() as tape:
            hidden = self.activation(tf.matmul(x * self.scale, self.w))
            output = tf.matmul(hidden, self.v)
            cost = 0.5 * tf.reduce_sum(tf.square(output - x))
        variables = [self.w, self.v]
        self.optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
        self.steps.assign_add(1)
        return cost

    def output(self, hidden):
        return tf.matmul(hidden, self.v)

    def fit(self, x):
        cost = self.train(x).numpy()
        return cost

    def decode(self, hidden):
        return self.output(hidden).numpy()


data = np.random.RandomState(0).rand(6, 4).astype('float32')
optimizer_1 = tf.keras.optimizers.Adam(learning_rate=0.01, beta_2=0.9990000129, epsilon=1e-8)
model = Autoencoder(4, 2, optimizer=optimizer_1)
for _ in range(3):
    print(model.fit(data))
print(model.decode(np.ones((1, 2))), model.steps.numpy())
