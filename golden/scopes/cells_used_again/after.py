"""Encoders, whose cells and layers are made again in a scope that uses their variables again."""

import sys

import numpy as np
import tensorflow as tf
import collections


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


def bidirectional_dynamic_rnn(cell_fw, cell_bw, inputs, sequence_length=None, initial_state_fw=None,
                              initial_state_bw=None, time_major=False):
    """Run one cell forward and another backward over time."""
    time, batch = (0, 1) if time_major else (1, 0)

    def backward(values):
        if sequence_length is None:
            return tf.reverse(values, [time])
        return tf.reverse_sequence(values, sequence_length, seq_axis=time, batch_axis=batch)

    forth, state_fw = dynamic_rnn(cell_fw, inputs, sequence_length, initial_state_fw, time_major)
    back, state_bw = dynamic_rnn(cell_bw, backward(inputs), sequence_length, initial_state_bw, time_major)
    return (forth, backward(back)), (state_fw, state_bw)


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


def make_cell():
    return GRUCell(3)


class Encode(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.forward, self.backward = make_cell(), make_cell()
        self.project = tf.keras.layers.Dense(2, name="project")

    def call(self, words):
        (ahead, back), _ = bidirectional_dynamic_rnn(self.forward, self.backward, words)
        return self.project(tf.concat([ahead[:, -1], back[:, 0]], 1))


class Summarize(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.cell = BasicLSTMCell(4)
        self.out = tf.keras.layers.Dense(2)

    def call(self, words):
        _, state = dynamic_rnn(self.cell, words)
        return self.out(state.h)


question = tf.TensorSpec([None, 5, 4], tf.float32)
answer = tf.TensorSpec([None, 6, 4], tf.float32)
name = "encoder_of_%d" % len(sys.argv)
encode = Encode()
summarize = Summarize()


@tf.function(input_signature=[question, answer])
def similarity_and_shared(question, answer):
    similarity = tf.reduce_sum(encode(question) * encode(answer), 1)
    shared = tf.reduce_sum(summarize(question) * summarize(answer), 1)
    return similarity, shared


optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function(input_signature=[question, answer])
def train(question, answer):
    with tf.GradientTape() as tape:
        similarity, shared = similarity_and_shared(question, answer)
        loss = tf.reduce_mean(tf.square(similarity - shared - 1.0))
    variables = encode.trainable_variables + summarize.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


rng = np.random.RandomState(0)
feed = {'question': rng.rand(2, 5, 4), 'answer': rng.rand(2, 6, 4)}
for step in range(3):
    value = train(**feed).numpy()
    print(step, value)
print([value.numpy() for value in similarity_and_shared(**feed)])
