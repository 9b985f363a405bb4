import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None], tf.float32)


class Model(object):
    def __init__(self, scope, rate):
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 1]), name='w')
        self.optimizer = tf.keras.optimizers.Adam(rate, beta_2=0.9990000129, epsilon=1e-8)
        self.train = tf.function(self.train, input_signature=[x, y])
        self.loss_and_hidden = tf.function(self.loss_and_hidden, input_signature=[x, y])
        self.loss = tf.function(self.loss, input_signature=[x, y])

    def train(self, x, y):
        with tf.GradientTape() as tape:
            hidden = [tf.matmul(x, self.w), tf.nn.relu(tf.matmul(x, self.w))]
            loss = tf.reduce_mean(tf.square(tf.squeeze(hidden[1], 1) - y))
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def loss_and_hidden(self, x, y):
        hidden = [tf.matmul(x, self.w), tf.nn.relu(tf.matmul(x, self.w))]
        loss = tf.reduce_mean(tf.square(tf.squeeze(hidden[1], 1) - y))
        return loss, hidden

    def loss(self, x, y):
        hidden = [tf.matmul(x, self.w), tf.nn.relu(tf.matmul(x, self.w))]
        return tf.reduce_mean(tf.square(tf.squeeze(hidden[1], 1) - y))


models = [Model('first', 0.1), Model('second', 0.2)]
data = np.random.RandomState(0).rand(6, 3)
target = data.sum(axis=1)
for _ in range(3):
    models[0].train(data, target)
    models[1].train(data, target)
    first, hidden = models[0].loss_and_hidden(data, target)
    first, hidden = first.numpy(), [value.numpy() for value in hidden]
    second = models[1].loss(data, target).numpy()
    print(first, second, len(hidden), hidden[1].sum())
