import numpy as np
import tensorflow as tf


class NeuralNetwork:
    def __init__(self, X, u, layers):
        self.lb, self.ub = X.min(0), X.max(0)
        self.layers = layers
        self.weights, self.biases = self.initialize_NN(layers)
        self.x_tf = tf.TensorSpec([None, X.shape[1]], tf.float32)
        self.u_tf = tf.TensorSpec([None, u.shape[1]], tf.float32)
        self.optimizer_Adam = tf.keras.optimizers.Adam(beta_2=0.9990000129, epsilon=1e-8)
        self.train_op_Adam = tf.function(self.train_op_Adam, input_signature=[self.x_tf, self.u_tf])
        self.loss = tf.function(self.loss, input_signature=[self.x_tf, self.u_tf])
        self.u_pred_and_u_x = tf.function(self.u_pred_and_u_x, input_signature=[self.x_tf])

    def train_op_Adam(self, x_tf, u_tf):
        with tf.GradientTape() as outer_tape:
            with tf.GradientTape() as tape:
                tape.watch(x_tf)
                u_pred = self.neural_net(x_tf)
            u_x = tape.gradient(u_pred, x_tf)
            loss = tf.reduce_mean(tf.square(u_tf - u_pred)) + tf.reduce_mean(tf.square(u_x))
        variables = self.weights + self.biases
        self.optimizer_Adam.apply_gradients(zip(outer_tape.gradient(loss, variables), variables))

    def loss(self, x_tf, u_tf):
        with tf.GradientTape() as tape:
            tape.watch(x_tf)
            u_pred = self.neural_net(x_tf)
        u_x = tape.gradient(u_pred, x_tf)
        return tf.reduce_mean(tf.square(u_tf - u_pred)) + tf.reduce_mean(tf.square(u_x))

    def u_pred_and_u_x(self, x_tf):
        with tf.GradientTape() as tape:
            tape.watch(x_tf)
            u_pred = self.neural_net(x_tf)
        u_x = tape.gradient(u_pred, x_tf)
        return u_pred, u_x

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
        return tf.Variable(tf.random.truncated_normal(size, stddev=xavier_stddev), dtype=tf.float32)

    def neural_net(self, X):
        H = 2.0 * (X - self.lb) / (self.ub - self.lb) - 1.0
        for l in range(0, len(self.layers) - 2):
            H = tf.tanh(tf.add(tf.matmul(H, self.weights[l]), self.biases[l]))
        return tf.add(tf.matmul(H, self.weights[-1]), self.biases[-1])

    def train(self, X, u, nIter):
        tf_dict = {'x_tf': X, 'u_tf': u}
        for it in range(nIter):
            self.train_op_Adam(**tf_dict)
            if it % 2 == 0:
                loss_value = self.loss(**tf_dict).numpy()
                print('It: %d, Loss: %.5e' % (it, loss_value))

    def predict(self, X_star):
        return [value.numpy() for value in self.u_pred_and_u_x(X_star)]


X = np.linspace(0, 1, 8)[:, None]
u = np.sin(np.pi * X)
model = NeuralNetwork(X, u, [1, 6, 6, 1])
model.train(X, u, 5)
print(model.predict(np.array([[0.25], [0.5]])))
