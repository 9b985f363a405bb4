# character level language model
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


def sequence_loss(logits, targets, weights, average_across_timesteps=True, average_across_batch=True):
    """Average the cross entropy of a batch over its weighted steps."""
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits) * weights
    axes = ([0] if average_across_batch else []) + ([1] if average_across_timesteps else [])
    if not axes:
        return losses
    return tf.math.divide_no_nan(tf.reduce_sum(losses, axes), tf.reduce_sum(weights, axes))


tf.random.set_seed(777)
sentence = "if you want to build a ship"
char_set = sorted(list(set(sentence)))
char_dic = {w: i for i, w in enumerate(char_set)}
data_dim = len(char_set)
hidden_size = len(char_set)
num_classes = len(char_set)
sequence_length = 5
learning_rate = 0.1

dataX = []
dataY = []
for i in range(0, len(sentence) - sequence_length):
    x_str = sentence[i:i + sequence_length]
    y_str = sentence[i + 1: i + sequence_length + 1]
    x = [char_dic[c] for c in x_str]
    y = [char_dic[c] for c in y_str]
    dataX.append(x)
    dataY.append(y)

batch_size = len(dataX)
X = tf.TensorSpec([None, sequence_length], tf.int32)
Y = tf.TensorSpec([None, sequence_length], tf.int32)


def lstm_cell():
    cell = BasicLSTMCell(hidden_size)
    return cell


multi_cells = MultiRNNCell([lstm_cell() for _ in range(2)])
fully_connected = tf.keras.layers.Dense(num_classes)


@tf.function(input_signature=[X])
def compute_outputs(X):
    X_one_hot = tf.one_hot(X, num_classes)
    outputs, _states = dynamic_rnn(multi_cells, X_one_hot)
    X_for_fc = tf.reshape(outputs, [-1, hidden_size])
    outputs = fully_connected(X_for_fc)
    return tf.reshape(outputs, [batch_size, sequence_length, num_classes])


weights = tf.ones([batch_size, sequence_length])
optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)


@tf.function(input_signature=[X, Y])
def train_step(X, Y):
    with tf.GradientTape() as tape:
        outputs = compute_outputs(X)
        sequence_loss_1 = sequence_loss(logits=outputs, targets=Y, weights=weights)
        mean_loss = tf.reduce_mean(sequence_loss_1)
    variables = multi_cells.trainable_variables + fully_connected.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(mean_loss, variables), variables))
    return mean_loss, outputs


for i in range(4):
    l, results = train_step(dataX, dataY)
    l, results = l.numpy(), results.numpy()
    for j, result in enumerate(results[:2]):
        index = np.argmax(result, axis=1)
        print(i, j, ''.join([char_set[t] for t in index]), l)
results = compute_outputs(dataX).numpy()
print(results.shape, results.sum())
