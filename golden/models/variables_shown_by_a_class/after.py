import numpy as np
import tensorflow as tf

def show_all_variables(variables):
    model_vars = variables
    total = 0
    for name, v in zip([
        'net/dense/kernel:0', 'net/dense/bias:0', 'net/dense_1/kernel:0',
        'net/dense_1/bias:0',
    ], model_vars):
        n = int(np.prod(v.shape.as_list()))
        print("%s %s %d" % (name, v.shape, n))
        total += n
    print("total", total)

class Net(object):
    def __init__(self, n_in, n_out):
        self.x = tf.TensorSpec([None, n_in], tf.float32, name='x')
        self.y = tf.TensorSpec([None, n_out], tf.float32, name='y')
        self.dense = tf.keras.layers.Dense(16, activation=tf.nn.relu)
        self.dense_1 = tf.keras.layers.Dense(n_out)
        self.optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)
        for name in [
            'net/dense/kernel:0', 'net/dense/bias:0', 'net/dense_1/kernel:0',
            'net/dense_1/bias:0',
        ]:
            print(name)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])
        self.train_step.get_concrete_function()  # builds the layers

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            h = self.dense(x)
            out = self.dense_1(h)
            loss = tf.reduce_mean(tf.square(out - y))
        variables = self.dense.trainable_variables + self.dense_1.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

net = Net(8, 3)
show_all_variables(net.dense.trainable_variables + net.dense_1.trainable_variables)
X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
Y = np.random.RandomState(1).randn(64, 3)
for i in range(5):
    l = net.train_step(X, Y).numpy()
    print(i, l)
values = {name: v.numpy() for name, v in zip([
    'net/dense/kernel:0', 'net/dense/bias:0', 'net/dense_1/kernel:0',
    'net/dense_1/bias:0',
], net.dense.trainable_variables + net.dense_1.trainable_variables)}
print(sorted(values))
