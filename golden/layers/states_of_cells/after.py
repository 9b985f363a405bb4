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


x = tf.TensorSpec([None, 3, 4], tf.float32)
cell = BasicLSTMCell(4)
w = tf.Variable(tf.keras.initializers.GlorotUniform()([4, 2]), name='w')


@tf.function(input_signature=[x])
def loss_and_state(x):
    state = cell.zero_state(2, tf.float32)
    outputs = []
    for t in range(3):
        out, state = cell(x[:, t, :], state)
        outputs.append(out)
    logits = [tf.matmul(o, w) for o in outputs]
    loss = tf.add_n([tf.reduce_mean(l) for l in logits])
    return loss, state


optimizer = tf.keras.optimizers.SGD(.5)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        loss, state = loss_and_state(x)
    variables = cell.trainable_variables + [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


lstm = BasicLSTMCell(5)

@tf.function(input_signature=[x])
def final(x):
    values, final = dynamic_rnn(lstm, x)
    return final
gru = GRUCell(3)

@tf.function(input_signature=[x])
def values_and_final_and_last(x):
    values, final = dynamic_rnn(lstm, x)
    _, last = dynamic_rnn(gru, x)
    return values, final, last

for i in range(3):
    feed = {'x': np.random.RandomState(i).rand(2, 3, 4)}
    train(**feed)
    l, s = loss_and_state(**feed)
    l, s = l.numpy(), tf.nest.map_structure(lambda value: value.numpy(), s)
    print(l, s[0].sum(), s.h.sum())
print(tf.nest.map_structure(lambda value: value.numpy(), final(**feed)).c)
print(list(tf.nest.map_structure(lambda value: value.numpy(), values_and_final_and_last(**feed))))
