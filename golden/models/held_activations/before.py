import numpy as np
import tensorflow as tf


def weight_variable(shape, name=None):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1), name=name)


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
        self.layers = []
        for i in range(len(sizes) - 1):
            act = (tf.nn.tanh, tf.nn.relu)[i] if i < len(sizes) - 2 else None
            self.layers.append(Layer(sizes[i], sizes[i + 1], act, 'l%d' % i))
        self.params = []
        for layer in self.layers:
            self.params += layer.params
        self.X = tf.placeholder(tf.float32, shape=(None, sizes[0]), name='X')
        self.T = tf.placeholder(tf.int32, shape=(None,), name='T')
        out = self.forward(self.X)
        rcost = reg * sum([tf.nn.l2_loss(p) for p in self.params])
        self.cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=out, labels=self.T)) + rcost
        self.train_op = tf.train.RMSPropOptimizer(lr, decay=0.99, momentum=0.9).minimize(self.cost)
        self.prediction = tf.argmax(out, 1)
        self.session = tf.InteractiveSession()
        self.session.run(tf.global_variables_initializer())

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
                self.session.run(self.train_op, feed_dict={self.X: Xb, self.T: Tb})
            c = self.session.run(self.cost, feed_dict={self.X: X, self.T: T})
            p = self.session.run(self.prediction, feed_dict={self.X: X})
            costs.append(c)
            print('i:', i, 'cost:', c, 'error:', np.mean(p != T))

    def predict(self, X):
        return self.session.run(self.prediction, feed_dict={self.X: X})


rng = np.random.RandomState(0)
X = rng.randn(32, 4)
T = (X.sum(1) > 0).astype(np.int32)
model = MLP([4, 6, 5, 2], lr=0.001)
model.fit(X, T)
print(model.predict(X[:5]))
