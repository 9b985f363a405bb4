import tensorflow as tf
import numpy as np
import functools
import numpy
import scipy.optimize


class ScipyOptimizer(object):
    """Minimizes a function of variables with scipy.optimize.minimize."""

    def __init__(self, variables, method='L-BFGS-B', **options):
        self.variables = variables
        self.method = method
        self.options = options

    def get(self):
        return numpy.concatenate([numpy.ravel(variable.numpy()) for variable in self.variables])

    def set(self, values):
        for variable in self.variables:
            size = variable.shape.num_elements()
            variable.assign(numpy.reshape(values[:size], variable.shape))
            values = values[size:]

    def minimize(self, loss_and_gradients, loss_callback=None):
        """Gives the variables the values that minimize the first result of a function.

        Its second result are the gradients; the callback is given the others at each evaluation.
        """
        def evaluate(values):
            kept = self.get()
            self.set(values)
            loss, gradients, *fetched = loss_and_gradients()
            self.set(kept)
            if loss_callback is not None:
                loss_callback(*[value.numpy() for value in fetched])
            gradients = numpy.concatenate([numpy.ravel(gradient.numpy()) for gradient in gradients])
            return numpy.float64(loss.numpy()), gradients.astype('float64')

        result = scipy.optimize.minimize(
            evaluate, self.get().astype('float64'), jac=True, method=self.method, **self.options)
        tf.get_logger().info('Optimization terminated with: %s', result.message)
        self.set(result.x)


np.random.seed(1234)

class PhysicsInformedNN:
    # Initialize the class
    def __init__(self, x0, u0, x1, layers, dt, lb, ub, q):

        self.lb = lb
        self.ub = ub

        self.x0 = x0
        self.x1 = x1

        self.u0 = u0

        self.layers = layers
        self.dt = dt
        self.q = max(q,1)

        # Initialize NN
        self.initialize_NN(layers)

        self.IRK_weights = np.float32(np.random.rand(self.q + 1, self.q))
        self.IRK_times = np.float32(np.random.rand(self.q))

        self.x0_tf = tf.TensorSpec((None, self.x0.shape[1]), tf.float32)
        self.x1_tf = tf.TensorSpec((None, self.x1.shape[1]), tf.float32)
        self.u0_tf = tf.TensorSpec((None, self.u0.shape[1]), tf.float32)
        self.dummy_x0_tf = tf.TensorSpec((None, self.q), tf.float32) # dummy variable for fwd_gradients
        self.dummy_x1_tf = tf.TensorSpec((None, self.q+1), tf.float32) # dummy variable for fwd_gradients

        self.optimizer = ScipyOptimizer(self.weights + self.biases, method = 'L-BFGS-B',
                                                                options = {'maxiter': 2})

        self.optimizer_Adam = tf.keras.optimizers.Adam(beta_2=0.9990000129, epsilon=1e-8)

        self.train_op_Adam = tf.function(self.train_op_Adam, input_signature=[self.x0_tf, self.x1_tf, self.u0_tf, self.dummy_x0_tf, self.dummy_x1_tf])
        self.loss = tf.function(self.loss, input_signature=[self.x0_tf, self.x1_tf, self.u0_tf, self.dummy_x0_tf, self.dummy_x1_tf])
        self.loss_and_gradients = tf.function(self.loss_and_gradients, input_signature=[self.x0_tf, self.x1_tf, self.u0_tf, self.dummy_x0_tf, self.dummy_x1_tf])
        self.U1_pred = tf.function(self.U1_pred, input_signature=[self.x1_tf])

    def train_op_Adam(self, x0_tf, x1_tf, u0_tf, dummy_x0_tf, dummy_x1_tf):
        with tf.GradientTape() as outer_tape_4:
            with tf.GradientTape() as outer_tape_3:
                outer_tape_3.watch(dummy_x0_tf)
                with tf.GradientTape() as outer_tape_2:
                    outer_tape_2.watch(x0_tf)
                    with tf.GradientTape(persistent=True) as outer_tape:
                        outer_tape.watch([dummy_x0_tf, dummy_x1_tf])
                        with tf.GradientTape(persistent=True) as tape:
                            tape.watch([x0_tf, x1_tf])
                            U1 = self.neural_net(x0_tf, self.weights, self.biases)
                            U = U1[:,:-1]
                            U1_pred = self.neural_net(x1_tf, self.weights, self.biases)
                        g_1 = tape.gradient(U, x0_tf, output_gradients=dummy_x0_tf)
                        g_3 = tape.gradient(U1_pred, x1_tf, output_gradients=dummy_x1_tf)
                    U_x = outer_tape.gradient(g_1, dummy_x0_tf)
                g_2 = outer_tape_2.gradient(U_x, x0_tf, output_gradients=dummy_x0_tf)
            U_xx = outer_tape_3.gradient(g_2, dummy_x0_tf)
            F = 5.0*U - 5.0*U**3 + 0.0001*U_xx
            U0_pred = U1 - self.dt*tf.matmul(F, self.IRK_weights.T)
            U1_x_pred = outer_tape.gradient(g_3, dummy_x1_tf)

            loss = tf.reduce_sum(tf.square(u0_tf - U0_pred)) + \
                    tf.reduce_sum(tf.square(U1_pred[0,:] - U1_pred[1,:])) + \
                    tf.reduce_sum(tf.square(U1_x_pred[0,:] - U1_x_pred[1,:]))
        variables = self.weights + self.biases
        self.optimizer_Adam.apply_gradients(zip(outer_tape_4.gradient(loss, variables), variables))

    def loss(self, x0_tf, x1_tf, u0_tf, dummy_x0_tf, dummy_x1_tf):
        with tf.GradientTape() as outer_tape_3:
            outer_tape_3.watch(dummy_x0_tf)
            with tf.GradientTape() as outer_tape_2:
                outer_tape_2.watch(x0_tf)
                with tf.GradientTape(persistent=True) as outer_tape:
                    outer_tape.watch([dummy_x0_tf, dummy_x1_tf])
                    with tf.GradientTape(persistent=True) as tape:
                        tape.watch([x0_tf, x1_tf])
                        U1 = self.neural_net(x0_tf, self.weights, self.biases)
                        U = U1[:,:-1]
                        U1_pred = self.neural_net(x1_tf, self.weights, self.biases)
                    g_1 = tape.gradient(U, x0_tf, output_gradients=dummy_x0_tf)
                    g_3 = tape.gradient(U1_pred, x1_tf, output_gradients=dummy_x1_tf)
                U_x = outer_tape.gradient(g_1, dummy_x0_tf)
            g_2 = outer_tape_2.gradient(U_x, x0_tf, output_gradients=dummy_x0_tf)
        U_xx = outer_tape_3.gradient(g_2, dummy_x0_tf)
        F = 5.0*U - 5.0*U**3 + 0.0001*U_xx
        U0_pred = U1 - self.dt*tf.matmul(F, self.IRK_weights.T)
        U1_x_pred = outer_tape.gradient(g_3, dummy_x1_tf)

        return tf.reduce_sum(tf.square(u0_tf - U0_pred)) + \
                    tf.reduce_sum(tf.square(U1_pred[0,:] - U1_pred[1,:])) + \
                    tf.reduce_sum(tf.square(U1_x_pred[0,:] - U1_x_pred[1,:]))

    def loss_and_gradients(self, x0_tf, x1_tf, u0_tf, dummy_x0_tf, dummy_x1_tf):
        with tf.GradientTape() as outer_tape_4:
            with tf.GradientTape() as outer_tape_3:
                outer_tape_3.watch(dummy_x0_tf)
                with tf.GradientTape() as outer_tape_2:
                    outer_tape_2.watch(x0_tf)
                    with tf.GradientTape(persistent=True) as outer_tape:
                        outer_tape.watch([dummy_x0_tf, dummy_x1_tf])
                        with tf.GradientTape(persistent=True) as tape:
                            tape.watch([x0_tf, x1_tf])
                            U1 = self.neural_net(x0_tf, self.weights, self.biases)
                            U = U1[:,:-1]
                            U1_pred = self.neural_net(x1_tf, self.weights, self.biases)
                        g_1 = tape.gradient(U, x0_tf, output_gradients=dummy_x0_tf)
                        g_3 = tape.gradient(U1_pred, x1_tf, output_gradients=dummy_x1_tf)
                    U_x = outer_tape.gradient(g_1, dummy_x0_tf)
                g_2 = outer_tape_2.gradient(U_x, x0_tf, output_gradients=dummy_x0_tf)
            U_xx = outer_tape_3.gradient(g_2, dummy_x0_tf)
            F = 5.0*U - 5.0*U**3 + 0.0001*U_xx
            U0_pred = U1 - self.dt*tf.matmul(F, self.IRK_weights.T)
            U1_x_pred = outer_tape.gradient(g_3, dummy_x1_tf)

            loss = tf.reduce_sum(tf.square(u0_tf - U0_pred)) + \
                    tf.reduce_sum(tf.square(U1_pred[0,:] - U1_pred[1,:])) + \
                    tf.reduce_sum(tf.square(U1_x_pred[0,:] - U1_x_pred[1,:]))
        gradients = outer_tape_4.gradient(loss, self.weights + self.biases, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return loss, gradients, loss

    def U1_pred(self, x1_tf):
        return self.neural_net(x1_tf, self.weights, self.biases)

    def initialize_NN(self, layers):
        self.weights = []
        self.biases = []
        num_layers = len(layers)
        for l in range(0,num_layers-1):
            W = self.xavier_init(size=[layers[l], layers[l+1]])
            b = tf.Variable(tf.zeros([1,layers[l+1]], dtype=tf.float32), dtype=tf.float32)
            self.weights.append(W)
            self.biases.append(b)

    def xavier_init(self, size):
        in_dim = size[0]
        out_dim = size[1]
        xavier_stddev = np.sqrt(2/(in_dim + out_dim))
        return tf.Variable(tf.random.truncated_normal([in_dim, out_dim], stddev=xavier_stddev), dtype=tf.float32)

    def neural_net(self, X, weights, biases):
        num_layers = len(weights) + 1

        H = 2.0*(X - self.lb)/(self.ub - self.lb) - 1.0
        for l in range(0,num_layers-2):
            W = weights[l]
            b = biases[l]
            H = tf.tanh(tf.add(tf.matmul(H, W), b))
        W = weights[-1]
        b = biases[-1]
        Y = tf.add(tf.matmul(H, W), b)
        return Y

    def callback(self, loss):
        print('Loss: %.3f' % loss)

    def train(self, nIter):
        tf_dict = {'x0_tf': self.x0, 'u0_tf': self.u0, 'x1_tf': self.x1,
                   'dummy_x0_tf': np.ones((self.x0.shape[0], self.q)),
                   'dummy_x1_tf': np.ones((self.x1.shape[0], self.q+1))}

        for it in range(nIter):
            self.train_op_Adam(**tf_dict)

            # Print
            if it % 10 == 0:
                loss_value = self.loss(**tf_dict).numpy()
                print('It: %d, Loss: %.3e' % (it, loss_value))

        self.optimizer.minimize(functools.partial(self.loss_and_gradients, **tf_dict), loss_callback=self.callback)

    def predict(self, x_star):

        U1_star = self.U1_pred(x_star).numpy()

        return U1_star


if __name__ == "__main__":
    x0 = np.random.rand(12, 1) * 2 - 1
    lb = np.array([-1.0])
    ub = np.array([1.0])
    x1 = np.vstack((lb, ub))
    q = 3
    model = PhysicsInformedNN(x0, np.sin(x0), x1, [1, 6, 5, q + 1], 0.8, lb, ub, q)
    model.train(3)
    print(model.predict(x0[:4]))
