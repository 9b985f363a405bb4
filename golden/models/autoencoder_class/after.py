import numpy as np
import tensorflow as tf


class AutoEncoder(object):
    def __init__(self, n_in, n_hidden=6, n_z=2, learning_rate=0.01):
        self.n_in = n_in
        self.x = tf.TensorSpec([None, n_in], tf.float32)
        self.encode_dense = tf.keras.layers.Dense(n_hidden, activation=tf.nn.relu)
        self.encode_dense_1 = tf.keras.layers.Dense(n_z)
        self.decode_dense = tf.keras.layers.Dense(n_hidden, activation=tf.nn.relu)
        self.decode_dense_1 = tf.keras.layers.Dense(self.n_in, activation=tf.nn.sigmoid)
        self.optimizer = tf.keras.optimizers.Adam(learning_rate, beta_2=0.9990000129, epsilon=1e-8)
        self.train_step = tf.function(self.train_step, input_signature=[self.x])
        self.z = tf.function(self.z, input_signature=[self.x])
        self.y = tf.function(self.y, input_signature=[self.x])

    def train_step(self, x):
        with tf.GradientTape() as tape:
            z = self.encode(x)
            y = self.decode(z)
            loss = tf.reduce_mean(tf.reduce_sum(tf.square(y - x), 1))
        variables = [
            *self.encode_dense.trainable_variables,
            *self.encode_dense_1.trainable_variables,
            *self.decode_dense.trainable_variables,
            *self.decode_dense_1.trainable_variables,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def z(self, x):
        return self.encode(x)

    def y(self, x):
        z = self.encode(x)
        return self.decode(z)

    def encode(self, x):
        h = self.encode_dense(x)
        return self.encode_dense_1(h)

    def decode(self, z):
        h = self.decode_dense(z)
        return self.decode_dense_1(h)

    def partial_fit(self, batch):
        loss = self.train_step(batch).numpy()
        return loss

    def transform(self, batch):
        return self.z(batch).numpy()


data = np.random.RandomState(2).rand(10, 4)
model = AutoEncoder(4)
for epoch in range(5):
    print(epoch, model.partial_fit(data))
print(model.transform(data[:2]))
print(model.y(data[:1]).numpy())
