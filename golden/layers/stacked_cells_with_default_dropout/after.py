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


def dynamic_rnn(cell, inputs, sequence_length=None, initial_state=None, time_major=False):
    """Run a cell over time; past its length a sequence gives zeros and keeps its state."""
    inputs = tf.convert_to_tensor(inputs) if time_major else tf.transpose(inputs, [1, 0, 2])
    state = cell.zero_state(tf.shape(inputs)[1], inputs.dtype) if initial_state is None else initial_state
    if not cell.built:
        cell.build(tuple(inputs.shape[1:]))
    if sequence_length is not None:
        sequence_length = tf.cast(sequence_length, tf.int32)
    steps = tf.shape(inputs)[0]
    values = tf.TensorArray(inputs.dtype, steps, element_shape=inputs.shape[1:]).unstack(inputs)
    outputs = tf.TensorArray(inputs.dtype, steps, element_shape=[inputs.shape[1], cell.output_size])

    def step(t, state, outputs):
        output, new_state = cell(values.read(t), state)
        if sequence_length is not None:
            live = (t < sequence_length)[:, None]
            output = tf.where(live, output, tf.zeros_like(output))
            new_state = tf.nest.map_structure(lambda new, old: tf.where(live, new, old), new_state, state)
        return t + 1, new_state, outputs.write(t, output)

    _, state, outputs = tf.while_loop(lambda t, *_: t < steps, step, (0, state, outputs))
    outputs = tf.ensure_shape(outputs.stack(), [*inputs.shape[:2], cell.output_size])
    return outputs if time_major else tf.transpose(outputs, [1, 0, 2]), state


x = tf.TensorSpec([None, 4, 3], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
keep = tf.TensorSpec((), tf.float32)


class RnnLayer(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        def lstm_cell():
            cell = BasicLSTMCell(num_units=5, activation=tf.tanh)
            return cell
        self.cells = [lstm_cell() for _ in range(2)]

    def call(self, x, keep):
        multi_cells = MultiRNNCell([DropoutWrapper(cell_1, output_keep_prob=keep) for cell_1 in self.cells])
        outputs, _states = dynamic_rnn(multi_cells, x)
        return outputs


rnn_layer = RnnLayer()
dense = tf.keras.layers.Dense(1)


@tf.function(input_signature=[x, keep])
def prediction(x, keep=1.0):
    outputs = rnn_layer(x, keep)
    return dense(outputs[:, -1])


optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, y, keep])
def train(x, y, keep=1.0):
    with tf.GradientTape() as tape:
        outputs = rnn_layer(x, keep)
        prediction = dense(outputs[:, -1])
        loss = tf.reduce_sum(tf.square(prediction - y))
    variables = rnn_layer.trainable_variables + dense.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


rng = np.random.RandomState(0)
data = rng.rand(8, 4, 3)
target = data.sum((1, 2))[:, None]
for step in range(4):
    value = train(data, target, 0.9).numpy()
    print(step, value)
print(prediction(data).numpy().sum())
