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

        self.x0_tf = tf.TensorSpec((None, 1), tf.float32)
        self.x1_tf = tf.TensorSpec((None, 1), tf.float32)
        self.u0_tf = tf.TensorSpec((None, 1), tf.float32)
        self.u1_tf = tf.TensorSpec((None, 1), tf.float32)
        self.dummy_x0_tf = tf.TensorSpec((None, q), tf.float32)  # dummy variable for fwd_gradients
        self.dummy_x1_tf = tf.TensorSpec((None, q), tf.float32)  # dummy variable for fwd_gradients

        self.optimizer = tf.keras.optimizers.SGD(1e-3)
        self.data = {'x0_tf': x0, 'u0_tf': u0, 'x1_tf': x1, 'u1_tf': u1,
                     'dummy_x0_tf': np.ones((x0.shape[0], q)),
                     'dummy_x1_tf': np.ones((x1.shape[0], q))}
        self.loss = tf.function(self.loss, input_signature=[self.x0_tf, self.x1_tf, self.u0_tf, self.u1_tf, self.dummy_x0_tf, self.dummy_x1_tf])
        self.train_step = tf.function(self.train_step, input_signature=[self.x0_tf, self.x1_tf, self.u0_tf, self.u1_tf, self.dummy_x0_tf, self.dummy_x1_tf])

    def loss(self, x0_tf, x1_tf, u0_tf, u1_tf, dummy_x0_tf, dummy_x1_tf):
        U0_pred = self.net_U0(x0_tf, dummy_x0_tf)  # N0 x q
        U1_pred = self.net_U1(x1_tf, dummy_x1_tf)  # N1 x q

        return tf.reduce_sum(tf.square(u0_tf - U0_pred)) + \
                    tf.reduce_sum(tf.square(u1_tf - U1_pred))

    def train_step(self, x0_tf, x1_tf, u0_tf, u1_tf, dummy_x0_tf, dummy_x1_tf):
        with tf.GradientTape() as tape:
            loss = self.loss(x0_tf, x1_tf, u0_tf, u1_tf, dummy_x0_tf, dummy_x1_tf)
        variables = self.weights + self.biases + [self.lambda_1, self.lambda_2]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def initialize_NN(self, layers):
        weights = []
        biases = []
        for l in range(0, len(layers) - 1):
            W = tf.Variable(tf.random.truncated_normal([layers[l], layers[l + 1]], stddev=0.5))
            b = tf.Variable(tf.zeros([1, layers[l + 1]]))
            weights.append(W)
            biases.append(b)
        return weights, biases

    def neural_net(self, X, weights, biases):
        H = X
        for l in range(0, len(weights) - 1):
            H = tf.tanh(tf.add(tf.matmul(H, weights[l]), biases[l]))
        return tf.add(tf.matmul(H, weights[-1]), biases[-1])

    def net_U0(self, x, dummy_x0_tf):
        lambda_1 = self.lambda_1
        lambda_2 = tf.exp(self.lambda_2)
        with tf.GradientTape() as outer_tape_3:
            outer_tape_3.watch(dummy_x0_tf)
            with tf.GradientTape() as outer_tape_2:
                outer_tape_2.watch(x)
                with tf.GradientTape() as outer_tape:
                    outer_tape.watch(dummy_x0_tf)
                    with tf.GradientTape() as tape:
                        tape.watch(x)
                        U = self.neural_net(x, self.weights, self.biases)
                    g_1 = tape.gradient(U, x, output_gradients=dummy_x0_tf)
                U_x = outer_tape.gradient(g_1, dummy_x0_tf)
            g_2 = outer_tape_2.gradient(U_x, x, output_gradients=dummy_x0_tf)
        U_xx = outer_tape_3.gradient(g_2, dummy_x0_tf)
        F = -lambda_1 * U * U_x + lambda_2 * U_xx
        return U - self.dt * tf.matmul(F, self.IRK_alpha.T)

    def net_U1(self, x, dummy_x1_tf):
        lambda_1 = self.lambda_1
        lambda_2 = tf.exp(self.lambda_2)
        with tf.GradientTape() as outer_tape_3:
            outer_tape_3.watch(dummy_x1_tf)
            with tf.GradientTape() as outer_tape_2:
                outer_tape_2.watch(x)
                with tf.GradientTape() as outer_tape:
                    outer_tape.watch(dummy_x1_tf)
                    with tf.GradientTape() as tape:
                        tape.watch(x)
                        U = self.neural_net(x, self.weights, self.biases)
                    g_3 = tape.gradient(U, x, output_gradients=dummy_x1_tf)
                U_x = outer_tape.gradient(g_3, dummy_x1_tf)
            g_4 = outer_tape_2.gradient(U_x, x, output_gradients=dummy_x1_tf)
        U_xx = outer_tape_3.gradient(g_4, dummy_x1_tf)
        F = -lambda_1 * U * U_x + lambda_2 * U_xx
        return U + self.dt * tf.matmul(F, (self.IRK_beta - self.IRK_alpha).T)

    def train(self, nIter):
        for it in range(nIter):
            self.train_step(**self.data)
            loss_value = self.loss(**self.data).numpy()
            lambda_1_value = self.lambda_1.numpy()
            lambda_2_value = np.exp(self.lambda_2.numpy())
            print('It: %d, Loss: %.5e, l1: %.5f, l2: %.5f' % (it, loss_value, lambda_1_value.item(), lambda_2_value.item()))


if __name__ == "__main__":
    x0 = np.random.rand(12, 1) * 2 - 1
    x1 = np.random.rand(10, 1) * 2 - 1
    model = Identification(x0, np.sin(x0), x1, np.cos(x1), [1, 6, 5, 3], 0.8, 3)
    model.train(4)
