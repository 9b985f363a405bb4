import numpy as np
import tensorflow as tf


class NeuralNetwork:
    def __init__(self, X, u, layers):
        self.lb, self.ub = X.min(0), X.max(0)
        self.layers = layers
        self.weights, self.biases = self.initialize_NN(layers)
        self.sess = tf.Session(config=tf.ConfigProto(allow_soft_placement=True, log_device_placement=False))
        self.x_tf = tf.placeholder(tf.float32, shape=[None, X.shape[1]])
        self.u_tf = tf.placeholder(tf.float32, shape=[None, u.shape[1]])
        self.u_pred = self.neural_net(self.x_tf)
        self.u_x = tf.gradients(self.u_pred, self.x_tf)[0]
        self.loss = tf.reduce_mean(tf.square(self.u_tf - self.u_pred)) + tf.reduce_mean(tf.square(self.u_x))
        self.optimizer_Adam = tf.train.AdamOptimizer()
        self.train_op_Adam = self.optimizer_Adam.minimize(self.loss)
        init = tf.global_variables_initializer()
        self.sess.run(init)

    def initialize_NN(self, layers):
        weights, biases = [], []
        for l in range(0, len(layers) - 1):
            W = self.xavier_init(size=[layers[l], layers[l + 1]])
            b = tf.Variable(tf.zeros([1, layers[l + 1]], dtype=tf.float32), dtype=tf.float32)
            weights.append(W)
            biases.append(b)
        return weights, biases

    def xavier_init(self, size):
        xavier_stddev = np.sqrt(2 / (size[0] + size[1]))
        return tf.Variable(tf.truncated_normal(size, stddev=xavier_stddev), dtype=tf.float32)

    def neural_net(self, X):
        H = 2.0 * (X - self.lb) / (self.ub - self.lb) - 1.0
        for l in range(0, len(self.layers) - 2):
            H = tf.tanh(tf.add(tf.matmul(H, self.weights[l]), self.biases[l]))
        return tf.add(tf.matmul(H, self.weights[-1]), self.biases[-1])

    def train(self, X, u, nIter):
        tf_dict = {self.x_tf: X, self.u_tf: u}
        for it in range(nIter):
            self.sess.run(self.train_op_Adam, tf_dict)
            if it % 2 == 0:
                loss_value = self.sess.run(self.loss, tf_dict)
                print('It: %d, Loss: %.5e' % (it, loss_value))

    def predict(self, X_star):
        return self.sess.run([self.u_pred, self.u_x], {self.x_tf: X_star})


X = np.linspace(0, 1, 8)[:, None]
u = np.sin(np.pi * X)
model = NeuralNetwork(X, u, [1, 6, 6, 1])
model.train(X, u, 5)
print(model.predict(np.array([[0.25], [0.5]])))
