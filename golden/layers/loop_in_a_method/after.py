import tensorflow as tf
import numpy as np


class RMSprop(tf.keras.optimizers.RMSprop):
    """RMSprop whose mean square starts at one."""

    def build(self, var_list):
        built = getattr(self, '_built', False) or getattr(self, 'built', False)
        with tf.init_scope():
            super().build(var_list)
            if not built:
                for velocity in self._velocities:
                    velocity.assign(tf.ones_like(velocity))


class Network(tf.keras.layers.Layer):
    def __init__(self, n):
        super().__init__()
        self.h0 = [tf.keras.layers.Dense(4, activation=tf.nn.relu) for i in range(n)]
        self.out = tf.keras.layers.Dense(1)

    def call(self, x):
        for h0 in self.h0:
            x = h0(x)
        return self.out(x)


class Base(object):
    def __init__(self, n):
        self.n = n
        self.train_op = None
        self.build()
    def build(self):
        self.x = tf.TensorSpec([None, 2], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.network_1 = Network(self.n)
        if self.n > 1:
            self.opt = RMSprop(0.01, epsilon=1e-10)
        else:
            self.opt = tf.keras.optimizers.Adagrad(0.01, epsilon=0.0)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])
        self.out = tf.function(self.out, input_signature=[self.x])

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            out = self.network_1(x)
            loss = tf.reduce_mean(tf.square(out - y))
        variables = self.network_1.trainable_variables
        self.opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def out(self, x):
        return self.network_1(x)

    def network(self, x):
        raise NotImplementedError
class Net(Base):
    pass
net = Net(2)
rng = np.random.RandomState(0)
X = rng.rand(6, 2); Y = X.sum(1, keepdims=True)
for i in range(3):
    l = net.train_step(X, Y).numpy()
    print('%d %.5f' % (i, l))
print(net.out(X[:1]).numpy())
