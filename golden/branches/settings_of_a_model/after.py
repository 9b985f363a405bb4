import numpy as np
import tensorflow as tf


class Regression(object):
    """A linear model whose training is set up by its arguments."""

    def __init__(self, optimizer='adam', is_training=True, penalty='l2', clip=None):
        self.penalty = penalty
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.y = tf.TensorSpec([None], tf.float32)
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 1]), name='w')
        if is_training:
            print('building the training op')
            # how fast it learns
            self.rate = tf.Variable(0.1, trainable=False)
            if optimizer == 'adam':
                self.opt = tf.keras.optimizers.Adam(0.0, beta_2=0.9990000129, epsilon=1e-8)
            elif optimizer == 'sgd':
                self.opt = tf.keras.optimizers.SGD(0.0)
            else:
                raise ValueError(optimizer)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])
        self.prediction = tf.function(self.prediction, input_signature=[self.x])

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            prediction = tf.squeeze(tf.matmul(x, self.w), 1)
            loss = tf.reduce_mean(tf.square(prediction - y))
            if self.penalty == 'l2':
                cost = loss + 0.01 * tf.nn.l2_loss(self.w)
            else:
                cost = loss
        self.opt.learning_rate.assign(self.rate)
        variables = [self.w]
        self.opt.apply_gradients(zip(tape.gradient(cost, variables), variables))
        return loss

    @tf.function
    def slower(self):
        return self.rate.assign(self.rate * 0.5)

    def prediction(self, x):
        return tf.squeeze(tf.matmul(x, self.w), 1)


model = Regression(optimizer='adam')
x = np.random.RandomState(0).rand(8, 3)
y = x.sum(axis=1)
for step in range(4):
    loss = model.train_step(x, y).numpy()
    print(step, loss)
    model.slower()
print(model.prediction(x[:2]).numpy())
