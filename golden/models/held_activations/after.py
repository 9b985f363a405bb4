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


def weight_variable(shape, name=None):
    return tf.Variable(tf.random.truncated_normal(shape, stddev=0.1), name=name)


def bias_variable(shape, name=None):
    return tf.Variable(tf.constant(0.1, shape=shape), name=name)


class Layer(object):
    def __init__(self, n_in, n_out, activation=None, name='layer'):
        self.W = weight_variable([n_in, n_out], name + '_W')
        self.b = bias_variable([n_out], name + '_b')
        self.activation = activation
        self.params = [self.W, self.b]

    def output(self, x):
        z = tf.matmul(x, self.W) + self.b
        return self.activation(z) if self.activation is not None else z


class MLP(object):
    def __init__(self, sizes, lr=0.1, reg=1e-3):
        self.reg = reg
        self.layers = []
        for i in range(len(sizes) - 1):
            act = (tf.nn.tanh, tf.nn.relu)[i] if i < len(sizes) - 2 else None
            self.layers.append(Layer(sizes[i], sizes[i + 1], act, 'l%d' % i))
        self.params = []
        for layer in self.layers:
            self.params += layer.params
        self.X = tf.TensorSpec((None, sizes[0]), tf.float32, name='X')
        self.T = tf.TensorSpec((None,), tf.int32, name='T')
        self.optimizer = RMSprop(lr, rho=0.99, momentum=0.9, epsilon=1e-10)
        self.train_step = tf.function(self.train_step, input_signature=[self.X, self.T])
        self.cost = tf.function(self.cost, input_signature=[self.X, self.T])
        self.prediction = tf.function(self.prediction, input_signature=[self.X])

    def train_step(self, X, T):
        with tf.GradientTape() as tape:
            out = self.forward(X)
            rcost = self.reg * sum([tf.nn.l2_loss(p) for p in self.params])
            cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=out, labels=T)) + rcost
        variables = self.params
        self.optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))

    def cost(self, X, T):
        out = self.forward(X)
        rcost = self.reg * sum([tf.nn.l2_loss(p) for p in self.params])
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=out, labels=T)) + rcost

    def prediction(self, X):
        out = self.forward(X)
        return tf.argmax(out, 1)

    def forward(self, X):
        Z = X
        for layer in self.layers:
            Z = layer.output(Z)
        return Z

    def fit(self, X, T, epochs=5, batch_sz=8):
        n_batches = len(X) // batch_sz
        costs = []
        for i in range(epochs):
            for j in range(n_batches):
                Xb = X[j * batch_sz:(j * batch_sz + batch_sz)]
                Tb = T[j * batch_sz:(j * batch_sz + batch_sz)]
                self.train_step(Xb, Tb)
            c = self.cost(X, T).numpy()
            p = self.prediction(X).numpy()
            costs.append(c)
            print('i:', i, 'cost:', c, 'error:', np.mean(p != T))

    def predict(self, X):
        return self.prediction(X).numpy()


rng = np.random.RandomState(0)
X = rng.randn(32, 4)
T = (X.sum(1) > 0).astype(np.int32)
model = MLP([4, 6, 5, 2], lr=0.001)
model.fit(X, T)
print(model.predict(X[:5]))
