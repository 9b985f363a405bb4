import numpy as np
import tensorflow as tf
import collections


LSTMStateTuple = collections.namedtuple('LSTMStateTuple', ('c', 'h'))


class BasicLSTMCell(tf.keras.layers.Layer):
    """LSTM cell with one kernel for its gates, in the order input, candidate, forget, output."""

    def __init__(self, num_units, forget_bias=1.0, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.num_units = self.output_size = num_units
        self.forget_bias = forget_bias
        self.activation = tf.keras.activations.get(activation or tf.tanh)

    @property
    def state_size(self):
        return LSTMStateTuple(self.num_units, self.num_units)

    def zero_state(self, batch_size, dtype):
        return LSTMStateTuple(*(tf.zeros([batch_size, size], dtype) for size in self.state_size))

    def build(self, input_shape):
        shape = (input_shape[-1] + self.num_units, 4 * self.num_units)
        self.kernel = self.add_weight(name='kernel', shape=shape, initializer='glorot_uniform')
        self.bias = self.add_weight(name='bias', shape=(4 * self.num_units,), initializer='zeros')
        self.built = True

    def call(self, inputs, state):
        c, h = state
        gates = tf.matmul(tf.concat([inputs, h], 1), self.kernel) + self.bias
        i, j, f, o = tf.split(gates, 4, 1)
        c = c * tf.sigmoid(f + self.forget_bias) + tf.sigmoid(i) * self.activation(j)
        h = self.activation(c) * tf.sigmoid(o)
        return h, LSTMStateTuple(c, h)


def static_rnn(cell, inputs, initial_state=None, sequence_length=None):
    """Run a cell over a list of inputs; past its length a sequence gives zeros and keeps its state."""
    state = cell.zero_state(tf.shape(inputs[0])[0], inputs[0].dtype) if initial_state is None else initial_state
    outputs = []
    for t, value in enumerate(inputs):
        output, new_state = cell(value, state)
        if sequence_length is not None:
            live = (t < tf.cast(sequence_length, tf.int32))[:, None]
            output = tf.where(live, output, tf.zeros_like(output))
            new_state = tf.nest.map_structure(lambda new, old: tf.where(live, new, old), new_state, state)
        outputs.append(output)
        state = new_state
    return outputs, state


class GRUCell(tf.keras.layers.Layer):
    """GRU cell with one kernel for its gates, in the order reset, update, and one for the candidate."""

    def __init__(self, num_units, activation=None, kernel_initializer=None, bias_initializer=None, **kwargs):
        super().__init__(**kwargs)
        self.num_units = self.output_size = self.state_size = num_units
        self.activation = tf.keras.activations.get(activation or tf.tanh)
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer

    def zero_state(self, batch_size, dtype):
        return tf.zeros([batch_size, self.num_units], dtype)

    def add_kernel(self, name, shape):
        initializer = self.kernel_initializer or 'glorot_uniform'
        if hasattr(initializer, 'from_config'):  # one Keras initializer repeats its values
            initializer = initializer.from_config(initializer.get_config())
        return self.add_weight(name=name, shape=shape, initializer=initializer)

    def build(self, input_shape):
        units, rows, bias = self.num_units, input_shape[-1] + self.num_units, self.bias_initializer
        self.gates_kernel = self.add_kernel('gates_kernel', (rows, 2 * units))
        self.gates_bias = self.add_weight(name='gates_bias', shape=(2 * units,), initializer=bias or 'ones')
        self.candidate_kernel = self.add_kernel('candidate_kernel', (rows, units))
        self.candidate_bias = self.add_weight(name='candidate_bias', shape=(units,), initializer=bias or 'zeros')
        self.built = True

    def call(self, inputs, state):
        gates = tf.sigmoid(tf.matmul(tf.concat([inputs, state], 1), self.gates_kernel) + self.gates_bias)
        r, u = tf.split(gates, 2, 1)
        candidate = tf.matmul(tf.concat([inputs, r * state], 1), self.candidate_kernel) + self.candidate_bias
        h = u * state + (1 - u) * self.activation(candidate)
        return h, h


timesteps, num_input, num_hidden = 3, 2, 4
X = tf.TensorSpec([None, timesteps, num_input], tf.float32)
weights = {'out': tf.Variable(tf.random.normal([num_hidden, 2]))}
biases = {'out': tf.Variable(tf.random.normal([2]))}


class RNNLayer(tf.keras.layers.Layer):
    def __init__(self, weights, biases):
        super().__init__()
        self.weights_ = weights
        self.biases = biases
        self.cell = BasicLSTMCell(num_hidden, forget_bias=1.0)

    def call(self, x):
        x = tf.unstack(x, timesteps, 1)
        outputs, states = static_rnn(self.cell, x)
        return tf.matmul(outputs[-1], self.weights_['out']) + self.biases['out']


RNN = RNNLayer(weights, biases)
gru = GRUCell(3)
@tf.function(input_signature=[X])
def logits_and_state(X):
    logits = RNN(X)
    state = gru.zero_state(2, tf.float32)
    for t in range(timesteps):
        _, state = gru(X[:, t, :], state)
    return logits, state

print([value.numpy() for value in logits_and_state(np.random.rand(2, timesteps, num_input))])
