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


n_steps, n_input, n_hidden, n_classes = 4, 3, 5, 2
x = tf.TensorSpec([None, n_steps, n_input], tf.float32)
y = tf.TensorSpec([None, n_classes], tf.float32)
keep_prob = tf.TensorSpec([], tf.float32)
weights = {'out': tf.Variable(tf.random.normal([n_hidden, n_classes]))}
biases = {'out': tf.Variable(tf.random.normal([n_classes]))}


class RNNLayer(tf.keras.layers.Layer):
    def __init__(self, weights, biases):
        super().__init__()
        self.weights_ = weights
        self.biases = biases
        self.lstm_cell = BasicLSTMCell(n_hidden, forget_bias=1.0)

    def call(self, x, keep_prob):
        lstm_cell_1 = DropoutWrapper(self.lstm_cell, output_keep_prob=keep_prob)
        outputs, states = dynamic_rnn(lstm_cell_1, x)
        return tf.matmul(outputs[:, -1, :], self.weights_['out']) + self.biases['out']


RNN = RNNLayer(weights, biases)
optimizer = tf.keras.optimizers.Adam(learning_rate=0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, y, keep_prob])
def train_step(x, y, keep_prob):
    with tf.GradientTape() as tape:
        pred = RNN(x, keep_prob=keep_prob)
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=y))
    variables = list(weights.values()) + list(biases.values()) + RNN.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))


@tf.function(input_signature=[x, y, keep_prob])
def accuracy_and_cost(x, y, keep_prob):
    pred = RNN(x, keep_prob=keep_prob)
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=y))
    correct_pred = tf.equal(tf.argmax(pred, 1), tf.argmax(y, 1))
    accuracy = tf.reduce_mean(tf.cast(correct_pred, tf.float32))
    return accuracy, cost


rng = np.random.RandomState(0)
step = 1
while step < 5:
    batch_x, batch_y = rng.rand(6, n_steps, n_input), np.eye(2)[rng.randint(0, 2, 6)]
    train_step(batch_x, batch_y, 1.0)
    acc, loss = accuracy_and_cost(batch_x, batch_y, 1.0)
    acc, loss = acc.numpy(), loss.numpy()
    print("Iter " + str(step) + ", Minibatch Loss= " + "{:.6f}".format(loss) + ", Training Accuracy= " + "{:.5f}".format(acc))
    step += 1
