import numpy as np
import tensorflow as tf
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
    def __init__(self, X_u, u, X_f, layers, lb, ub, nu):
        self.lb = lb
        self.ub = ub
        self.x_u = X_u[:, 0:1]
        self.t_u = X_u[:, 1:2]
        self.x_f = X_f[:, 0:1]
        self.t_f = X_f[:, 1:2]
        self.u = u
        self.nu = nu

        self.weights, self.biases = self.initialize_NN(layers)

        self.x_u_tf = tf.TensorSpec([None, self.x_u.shape[1]], tf.float32)
        self.t_u_tf = tf.TensorSpec([None, self.t_u.shape[1]], tf.float32)
        self.u_tf = tf.TensorSpec([None, self.u.shape[1]], tf.float32)
        self.x_f_tf = tf.TensorSpec([None, self.x_f.shape[1]], tf.float32)
        self.t_f_tf = tf.TensorSpec([None, self.t_f.shape[1]], tf.float32)

        self.optimizer = ScipyOptimizer(self.weights + self.biases, method='L-BFGS-B',
                                                                options={'maxiter': 3, 'maxcor': 50})

        self.optimizer_Adam = tf.keras.optimizers.Adam(beta_2=0.9990000129, epsilon=1e-8)

        self.train_op_Adam = tf.function(self.train_op_Adam, input_signature=[self.x_u_tf, self.t_u_tf, self.u_tf, self.x_f_tf, self.t_f_tf])
        self.loss_and_gradients = tf.function(self.loss_and_gradients, input_signature=[self.x_u_tf, self.t_u_tf, self.u_tf, self.x_f_tf, self.t_f_tf])
        self.u_pred = tf.function(self.u_pred, input_signature=[self.x_u_tf, self.t_u_tf])
        self.f_pred = tf.function(self.f_pred, input_signature=[self.x_f_tf, self.t_f_tf])

    def train_op_Adam(self, x_u_tf, t_u_tf, u_tf, x_f_tf, t_f_tf):
        with tf.GradientTape() as tape:
            u_pred = self.net_u(x_u_tf, t_u_tf)
            f_pred = self.net_f(x_f_tf, t_f_tf)

            loss = tf.reduce_mean(tf.square(u_tf - u_pred)) + \
            tf.reduce_mean(tf.square(f_pred))
        variables = self.weights + self.biases
        self.optimizer_Adam.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def loss_and_gradients(self, x_u_tf, t_u_tf, u_tf, x_f_tf, t_f_tf):
        with tf.GradientTape() as tape:
            u_pred = self.net_u(x_u_tf, t_u_tf)
            f_pred = self.net_f(x_f_tf, t_f_tf)

            loss = tf.reduce_mean(tf.square(u_tf - u_pred)) + \
            tf.reduce_mean(tf.square(f_pred))
        gradients = tape.gradient(loss, self.weights + self.biases, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return loss, gradients, loss

    def u_pred(self, x_u_tf, t_u_tf):
        return self.net_u(x_u_tf, t_u_tf)

    def f_pred(self, x_f_tf, t_f_tf):
        return self.net_f(x_f_tf, t_f_tf)

    def initialize_NN(self, layers):
        weights = []
        biases = []
        num_layers = len(layers)
        for l in range(0, num_layers-1):
            W = self.xavier_init(size=[layers[l], layers[l+1]])
            b = tf.Variable(tf.zeros([1, layers[l+1]], dtype=tf.float32), dtype=tf.float32)
            weights.append(W)
            biases.append(b)
        return weights, biases

    def xavier_init(self, size):
        in_dim = size[0]
        out_dim = size[1]
        xavier_stddev = np.sqrt(2/(in_dim + out_dim))
        return tf.Variable(tf.random.truncated_normal([in_dim, out_dim], stddev=xavier_stddev), dtype=tf.float32)

    def neural_net(self, X, weights, biases):
        num_layers = len(weights) + 1
        H = 2.0*(X - self.lb)/(self.ub - self.lb) - 1.0
        for l in range(0, num_layers-2):
            H = tf.tanh(tf.add(tf.matmul(H, weights[l]), biases[l]))
        return tf.add(tf.matmul(H, weights[-1]), biases[-1])

    def net_u(self, x, t):
        u = self.neural_net(tf.concat([x, t], 1), self.weights, self.biases)
        return u

    def net_f(self, x, t):
        with tf.GradientTape() as outer_tape:
            outer_tape.watch(x)
            with tf.GradientTape(persistent=True) as tape:
                tape.watch([t, x])
                u = self.net_u(x, t)
            u_x = tape.gradient(u, x)
        u_t = tape.gradient(u, t)
        u_xx = outer_tape.gradient(u_x, x)
        f = u_t + u*u_x - self.nu*u_xx
        return f

    def callback(self, loss):
        print('Loss: %.4f' % loss)

    def train(self, nIter):
        tf_dict = {'x_u_tf': self.x_u, 't_u_tf': self.t_u, 'u_tf': self.u,
                   'x_f_tf': self.x_f, 't_f_tf': self.t_f}

        for it in range(nIter):
            self.train_op_Adam(**tf_dict)

        self.optimizer.minimize(functools.partial(self.loss_and_gradients, **tf_dict), loss_callback=self.callback)

    def predict(self, X_star):
        u_star = self.u_pred(X_star[:, 0:1], X_star[:, 1:2]).numpy()
        f_star = self.f_pred(X_star[:, 0:1], X_star[:, 1:2]).numpy()
        return u_star, f_star


if __name__ == "__main__":
    X_u = 2 * np.random.rand(20, 2) - 1
    X_f = 2 * np.random.rand(30, 2) - 1
    model = PhysicsInformedNN(X_u, np.sin(X_u[:, 0:1]), X_f, [2, 5, 4, 1], X_u.min(0), X_u.max(0), 0.1)
    model.train(4)
    u_pred, f_pred = model.predict(X_f[:5])
    print(u_pred, f_pred)
