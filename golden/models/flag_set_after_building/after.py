import numpy as np
import tensorflow as tf


class Classifier(object):
    def __init__(self):
        self.training = True
        self.x = tf.TensorSpec([None, 4], tf.float32)
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([4, 2]), name='w')

    def build(self):
        self.inference()
        self.loss()
        self.optimize()
        self.train = tf.function(self.train, input_signature=[self.x])
        self.largest = tf.function(self.largest, input_signature=[self.x])

    def train(self, x):
        with tf.GradientTape() as tape:
            hidden = self.dropout(x, training=self.training_at_build)
            logits = tf.matmul(hidden, self.w) * (2.0 if self.training_at_build else 3.0)
            loss = tf.reduce_mean(tf.square(logits - 1.0))
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def largest(self, x):
        hidden = self.dropout(x, training=self.training_at_build)
        logits = tf.matmul(hidden, self.w) * (2.0 if self.training_at_build else 3.0)
        return tf.reduce_max(logits)

    def inference(self):
        self.training_at_build = self.training
        self.dropout = tf.keras.layers.Dropout(0.0)

    def loss(self):
        pass

    def optimize(self):
        self.optimizer = tf.keras.optimizers.SGD(0.1)

    def one_epoch(self, x):
        self.training = True
        loss = self.train(x).numpy()
        print('loss', loss)

    def evaluate(self, x):
        self.training = False
        print('largest', self.largest(x).numpy())


model = Classifier()
model.build()
data = np.random.RandomState(0).rand(5, 4)
for _ in range(2):
    model.one_epoch(data)
    model.evaluate(data)
