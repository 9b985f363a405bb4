import tensorflow as tf
import numpy as np

np.random.seed(1234)


class Identification:
    def __init__(self, x0, u0, x1, u1, layers, dt, q):
        self.dt = dt
        self.q = q
        self.weights, self.biases = self.initialize_NN(layers)

        # the parameters of the equation
        self.lambda_1 = tf.Variable([0.0], dtype=tf.float32)
        self.lambda_2 = tf.Variable([-6.0], dtype=tf.float32)

        self.IRK_alpha = np.float32(np.random.rand(q, q))
        self.IRK_beta = np.float32(np.random.rand(1, q))

        self.sess = tf.Session()

        self.x0_tf = tf.placeholder(tf.float32, shape=(None, 1))
        self.x1_tf = tf.placeholder(tf.float32, shape=(None, 1))
        self.u0_tf = tf.placeholder(tf.float32, shape=(None, 1))
        self.u1_tf = tf.placeholder(tf.float32, shape=(None, 1))
        self.dummy_x0_tf = tf.placeholder(tf.float32, shape=(None, q))  # dummy variable for fwd_gradients
        self.dummy_x1_tf = tf.placeholder(tf.float32, shape=(None, q))  # dummy variable for fwd_gradients

        self.U0_pred = self.net_U0(self.x0_tf)  # N0 x q
        self.U1_pred = self.net_U1(self.x1_tf)  # N1 x q

        self.loss = tf.reduce_sum(tf.square(self.u0_tf - self.U0_pred)) + \
                    tf.reduce_sum(tf.square(self.u1_tf - self.U1_pred))
        self.train_op = tf.train.GradientDescentOptimizer(1e-3).minimize(self.loss)
        self.sess.run(tf.global_variables_initializer())
        self.data = {self.x0_tf: x0, self.u0_tf: u0, self.x1_tf: x1, self.u1_tf: u1,
                     self.dummy_x0_tf: np.ones((x0.shape[0], q)),
                     self.dummy_x1_tf: np.ones((x1.shape[0], q))}

    def initialize_NN(self, layers):
        weights = []
        biases = []
        for l in range(0, len(layers) - 1):
            W = tf.Variable(tf.truncated_normal([layers[l], layers[l + 1]], stddev=0.5))
            b = tf.Variable(tf.zeros([1, layers[l + 1]]))
            weights.append(W)
            biases.append(b)
        return weights, biases

    def neural_net(self, X, weights, biases):
        H = X
        for l in range(0, len(weights) - 1):
            H = tf.tanh(tf.add(tf.matmul(H, weights[l]), biases[l]))
        return tf.add(tf.matmul(H, weights[-1]), biases[-1])

    def fwd_gradients_0(self, U, x):
        g = tf.gradients(U, x, grad_ys=self.dummy_x0_tf)[0]
        return tf.gradients(g, self.dummy_x0_tf)[0]

    def fwd_gradients_1(self, U, x):
        g = tf.gradients(U, x, grad_ys=self.dummy_x1_tf)[0]
        return tf.gradients(g, self.dummy_x1_tf)[0]

    def net_U0(self, x):
        lambda_1 = self.lambda_1
        lambda_2 = tf.exp(self.lambda_2)
        U = self.neural_net(x, self.weights, self.biases)
        U_x = self.fwd_gradients_0(U, x)
        U_xx = self.fwd_gradients_0(U_x, x)
        F = -lambda_1 * U * U_x + lambda_2 * U_xx
        return U - self.dt * tf.matmul(F, self.IRK_alpha.T)

    def net_U1(self, x):
        lambda_1 = self.lambda_1
        lambda_2 = tf.exp(self.lambda_2)
        U = self.neural_net(x, self.weights, self.biases)
        U_x = self.fwd_gradients_1(U, x)
        U_xx = self.fwd_gradients_1(U_x, x)
        F = -lambda_1 * U * U_x + lambda_2 * U_xx
        return U + self.dt * tf.matmul(F, (self.IRK_beta - self.IRK_alpha).T)

    def train(self, nIter):
        for it in range(nIter):
            self.sess.run(self.train_op, self.data)
            loss_value = self.sess.run(self.loss, self.data)
            lambda_1_value = self.sess.run(self.lambda_1)
            lambda_2_value = np.exp(self.sess.run(self.lambda_2))
            print('It: %d, Loss: %.5e, l1: %.5f, l2: %.5f' % (it, loss_value, lambda_1_value, lambda_2_value))


if __name__ == "__main__":
    x0 = np.random.rand(12, 1) * 2 - 1
    x1 = np.random.rand(10, 1) * 2 - 1
    model = Identification(x0, np.sin(x0), x1, np.cos(x1), [1, 6, 5, 3], 0.8, 3)
    model.train(4)
