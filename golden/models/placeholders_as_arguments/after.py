import numpy as np
import tensorflow as tf


class LinearModel(object):
    def __init__(self, x, y, lr=0.1):
        self.w = tf.Variable(tf.zeros_initializer()([3, 1]), name='linear/w')
        self.b = tf.Variable(tf.zeros_initializer()([1]), name='linear/b')
        self.optimizer = tf.keras.optimizers.SGD(lr)
        self.train_step = tf.function(self.train_step, input_signature=[x, y])
        self.pred = tf.function(self.pred, input_signature=[x])

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            pred = tf.matmul(x, self.w) + self.b
            loss = tf.reduce_mean(tf.square(pred - y))
        variables = [self.w, self.b]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def pred(self, x):
        return tf.matmul(x, self.w) + self.b


class Trainer(object):
    def __init__(self, model, x_ph, y_ph, logdir=None):
        self.model = model
        self.x_ph = x_ph
        self.y_ph = y_ph

    def fit(self, x, y, epochs=5):
        for e in range(epochs):
            loss = self.model.train_step(x, y).numpy()
            print('epoch %d loss %.5f' % (e, loss))

    def predict(self, x):
        return self.model.pred(x).numpy()


if __name__ == '__main__':
    rng = np.random.RandomState(0)
    X = rng.rand(20, 3).astype(np.float32)
    Y = X.sum(1, keepdims=True)
    x = tf.TensorSpec([None, 3], tf.float32)
    y = tf.TensorSpec([None, 1], tf.float32)
    model = LinearModel(x, y)
    trainer = Trainer(model, x, y)
    trainer.fit(X, Y)
    print(trainer.predict(X[:3]))
