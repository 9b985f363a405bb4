import numpy as np
import tensorflow as tf

class Model(object):
    def __init__(self, n_in, n_out):
        self.n_in, self.n_out = n_in, n_out
        self.build_model()
        self.print_params(self.dense.trainable_variables + self.dense_1.trainable_variables)

    def build_model(self):
        self.x = tf.TensorSpec([None, self.n_in], tf.float32, name='x')
        self.y = tf.TensorSpec([None, self.n_out], tf.float32, name='y')
        self.dense = tf.keras.layers.Dense(16, activation=tf.nn.relu)
        self.dense_1 = tf.keras.layers.Dense(self.n_out)
        self.optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)
        total = 0
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])
        self.train_step.get_concrete_function()  # builds the layers
        for v in self.dense.trainable_variables + self.dense_1.trainable_variables:
            total += np.prod(v.shape.as_list())
        print('total', total)

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            h = self.dense(x)
            out = self.dense_1(h)
            loss = tf.reduce_mean(tf.square(out - y))
        variables = self.dense.trainable_variables + self.dense_1.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def print_params(self, variables):
        n = 0
        for v in variables:
            n += np.prod([int(s) for s in v.shape])
        print('params: %d' % n)

    def train(self, X, Y):
        for i in range(5):
            l = self.train_step(X, Y).numpy()
            print(i, l)

def main():
    X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
    Y = np.random.RandomState(1).randn(64, 3)
    m = Model(8, 3)
    m.train(X, Y)
main()
