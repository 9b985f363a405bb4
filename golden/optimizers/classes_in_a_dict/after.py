import argparse
import numpy as np
import tensorflow as tf


class RMSprop(tf.keras.optimizers.RMSprop):
    """RMSprop whose mean square starts at one."""

    def build(self, var_list):
        built = getattr(self, '_built', False) or getattr(self, 'built', False)
        with tf.init_scope():
            super().build(var_list)
            if not built:
                for velocity in self._velocities:
                    velocity.assign(tf.ones_like(velocity))


OPTIMIZERS = {
    'sgd': lambda learning_rate: tf.keras.optimizers.SGD(learning_rate),
    'adam': lambda learning_rate: tf.keras.optimizers.Adam(learning_rate, beta_2=0.9990000129, epsilon=1e-8),
    'rmsprop': lambda learning_rate: RMSprop(learning_rate, epsilon=1e-10),
}


class Regression(object):
    def __init__(self, n_in, learning_rate=0.01, optimizer=lambda learning_rate: tf.keras.optimizers.Adam(learning_rate, beta_2=0.9990000129, epsilon=1e-8)):
        self.x = tf.TensorSpec([None, n_in], tf.float32, name='x')
        self.y = tf.TensorSpec([None, 1], tf.float32, name='y')
        self.learning_rate = learning_rate
        self.optimizer = optimizer
        self._build()
        self.pred = tf.function(self.pred, input_signature=[self.x])
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])

    def pred(self, x):
        h = self.fc1(x)
        return self.fc2(h)

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            pred = self.pred(x)
            loss = tf.reduce_mean(tf.square(pred - y))
        variables = self.fc1.trainable_variables + self.fc2.trainable_variables
        self.opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def _build(self):
        self.fc1 = tf.keras.layers.Dense(8, activation=tf.nn.relu)
        self.fc2 = tf.keras.layers.Dense(1)
        self.opt = self.optimizer(self.learning_rate)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--optimizer', default='rmsprop', choices=sorted(OPTIMIZERS))
    parser.add_argument('--lr', type=float, default=0.01)
    args = parser.parse_args()
    rng = np.random.RandomState(0)
    X = rng.rand(32, 3).astype(np.float32)
    Y = X.sum(1, keepdims=True)
    model = Regression(3, args.lr, optimizer=OPTIMIZERS[args.optimizer])
    for epoch in range(5):
        l = model.train_step(X, Y).numpy()
        print('epoch', epoch, 'loss', l)
    print(model.pred(X[:2]).numpy())


if __name__ == '__main__':
    main()
