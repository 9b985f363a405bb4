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


class DropoutWrapper(tf.keras.layers.Layer):
    """A cell with dropout at every step, of its inputs, its state (but not the c of an LSTM) and its outputs."""

    def __init__(self, cell, input_keep_prob=1.0, output_keep_prob=1.0, state_keep_prob=1.0, **kwargs):
        super().__init__(**kwargs)
        self.cell = cell
        self.input_keep_prob = input_keep_prob
        self.output_keep_prob = output_keep_prob
        self.state_keep_prob = state_keep_prob
        self.output_size = cell.output_size

    @property
    def state_size(self):
        return self.cell.state_size

    def zero_state(self, batch_size, dtype):
        return self.cell.zero_state(batch_size, dtype)

    def build(self, input_shape):
        if not self.cell.built:
            self.cell.build(input_shape)
        self.built = True

    def dropped(self, state):
        if hasattr(state, 'c'):
            return state._replace(h=self.dropped(state.h))
        if isinstance(state, (list, tuple)):
            return tuple(self.dropped(part) for part in state)
        return tf.nn.dropout(state, rate=1 - self.state_keep_prob)

    def call(self, inputs, state):
        inputs = tf.nn.dropout(inputs, rate=1 - self.input_keep_prob)
        outputs, state = self.cell(inputs, state)
        return tf.nn.dropout(outputs, rate=1 - self.output_keep_prob), self.dropped(state)


class MultiRNNCell(tf.keras.layers.Layer):
    """Cells stacked upon each other; the state is the tuple of their states."""

    def __init__(self, cells, **kwargs):
        super().__init__(**kwargs)
        self.cells = list(cells)
        self.output_size = self.cells[-1].output_size

    @property
    def state_size(self):
        return tuple(cell.state_size for cell in self.cells)

    def zero_state(self, batch_size, dtype):
        return tuple(cell.zero_state(batch_size, dtype) for cell in self.cells)

    def build(self, input_shape):
        for cell in self.cells:
            if not cell.built:
                cell.build(input_shape)
            input_shape = (input_shape[0], cell.output_size)
        self.built = True

    def call(self, inputs, state):
        states = []
        for cell, old in zip(self.cells, state):
            inputs, new = cell(inputs, old)
            states.append(new)
        return inputs, tuple(states)


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


n_input, n_steps, n_hidden, n_classes = 4, 5, 6, 3


class RnnLayer(tf.keras.layers.Layer):
    def __init__(self, layers, cell_type):
        super().__init__()
        self.cells = []
        for _ in range(layers):
            if cell_type == 'lstm':
                c = BasicLSTMCell(n_hidden, forget_bias=1.0)
            else:
                c = GRUCell(n_hidden)
            self.cells.append(c)

    def call(self, init_x, keep):
        cells_1 = [DropoutWrapper(c, output_keep_prob=keep) for c in self.cells]
        cell = MultiRNNCell(cells_1)
        outputs, states = static_rnn(cell, init_x)
        return outputs


class RNNModel(object):
    def __init__(self, cell_type='lstm', layers=2):
        self.cell_type = cell_type
        self.layers = layers
        self.x = tf.TensorSpec([None, n_steps, n_input], tf.float32)
        self.y = tf.TensorSpec([None, n_classes], tf.float32)
        self.keep = tf.TensorSpec([], tf.float32)
        self.weights = {'out': tf.Variable(tf.random.normal([n_hidden, n_classes]))}
        self.biases = {'out': tf.Variable(tf.random.normal([n_classes]))}
        self.rnn_layer = RnnLayer(self.layers, self.cell_type)
        self.optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)
        self.pred = tf.function(self.pred, input_signature=[self.x, self.keep])
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y, self.keep])

    def pred(self, x, keep):
        init_x = tf.unstack(x, n_steps, 1)
        outputs = self.rnn_layer(init_x, keep)
        return tf.matmul(outputs[-1], self.weights['out']) + self.biases['out']

    def train_step(self, x, y, keep):
        with tf.GradientTape() as tape:
            pred = self.pred(x, keep)
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=y))
        variables = [
            *self.weights.values(),
            *self.biases.values(),
            *self.rnn_layer.trainable_variables,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
        return cost


m = RNNModel()
rng = np.random.RandomState(0)
for i in range(5):
    a = rng.rand(6, n_steps, n_input)
    b = np.eye(n_classes)[rng.randint(0, n_classes, 6)]
    l = m.train_step(a, b, 0.8).numpy()
    print(i, l)
print(m.pred(a, 1.0).numpy()[0])
