"""A character model hands its state from batch to batch, part by part, and samples with a batch of one."""
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


class CharRNN(object):
    def __init__(self, batch_size, num_steps, vocab_size=7, size=6):
        self.size = size
        self.vocab_size = vocab_size
        self.input_data = tf.TensorSpec([batch_size, num_steps], tf.int32)
        self.targets = tf.TensorSpec([batch_size, num_steps], tf.int32)
        self.cell = MultiRNNCell([BasicLSTMCell(size) for _ in range(2)])
        self.initial_state = self.cell.zero_state(batch_size, tf.float32)
        self.dense = tf.keras.layers.Dense(vocab_size)
        self.optimizer = tf.keras.optimizers.Adam(0.05, beta_2=0.9990000129, epsilon=1e-8)
        self.train_step = tf.function(self.train_step, input_signature=[self.input_data, self.targets, tf.nest.map_structure(tf.TensorSpec.from_tensor, self.initial_state)])
        self.probs_and_final_state = tf.function(self.probs_and_final_state, input_signature=[self.input_data, tf.nest.map_structure(tf.TensorSpec.from_tensor, self.initial_state)])

    def compute_final_state_and_logits(self, input_data, initial_state):
        inputs = tf.one_hot(input_data, self.vocab_size)
        outputs, final_state = dynamic_rnn(self.cell, inputs, initial_state=initial_state)
        logits = self.dense(tf.reshape(outputs, [-1, self.size]))
        return final_state, logits

    def train_step(self, input_data, targets, initial_state):
        with tf.GradientTape() as tape:
            final_state, logits = self.compute_final_state_and_logits(input_data, initial_state)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
                logits=logits, labels=tf.reshape(targets, [-1]))
            cost = tf.reduce_mean(losses)
        variables = self.cell.trainable_variables + self.dense.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
        return cost, final_state

    def probs_and_final_state(self, input_data, initial_state):
        final_state, logits = self.compute_final_state_and_logits(input_data, initial_state)
        probs = tf.nn.softmax(logits)
        return probs, final_state


def train():
    model = CharRNN(3, 4)
    rng = np.random.RandomState(0)
    for epoch in range(2):
        state = tf.nest.map_structure(lambda value: value.numpy(), model.initial_state)
        for b in range(3):
            x = rng.randint(0, 7, (3, 4))
            feed = {'input_data': x, 'targets': np.roll(x, -1, 1)}
            feed['initial_state'] = state
            cost, state = model.train_step(**feed)
            cost, state = cost.numpy(), tf.nest.map_structure(lambda value: value.numpy(), state)
            print(epoch, b, cost, state[1].h.sum())
    for _ in range(2):
        probs, state = model.probs_and_final_state(x, state)
        probs, state = probs.numpy(), tf.nest.map_structure(lambda value: value.numpy(), state)
        x = probs.argmax(1).reshape(3, 4)
        print(x, state[0].c.sum())


train()
