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


x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable([[0.0], [0.0]])
optimizer = ScipyOptimizer([w], method='L-BFGS-B', options={'maxiter': 20})


@tf.function(input_signature=[x])
def loss_and_gradients(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(tf.matmul(x, w) - 1.0))
    gradients = tape.gradient(loss, [w], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return loss, gradients


optimizer.minimize(functools.partial(loss_and_gradients, np.array([[1., 2.], [3., 1.]])))
print(w.numpy())
