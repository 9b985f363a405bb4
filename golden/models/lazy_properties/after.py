import numpy as np
import tensorflow as tf


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


class RMSprop(tf.keras.optimizers.RMSprop):
    """RMSprop whose mean square starts at one."""

    def build(self, var_list):
        built = getattr(self, '_built', False) or getattr(self, 'built', False)
        with tf.init_scope():
            super().build(var_list)
            if not built:
                for velocity in self._velocities:
                    velocity.assign(tf.ones_like(velocity))


class SequenceClassification:

    def __init__(self, num_hidden=8, num_layers=1):
        self.data = tf.TensorSpec([None, 4, 3], tf.float32)
        self.target = tf.TensorSpec([None, 2], tf.float32)
        self.dropout = tf.TensorSpec(None, tf.float32)
        self._num_hidden = num_hidden
        self._num_layers = num_layers
        self.build_prediction()
        self.build_optimize()
        self.optimize = tf.function(self.optimize, input_signature=[self.data, self.target])
        self.error = tf.function(self.error, input_signature=[self.data, self.target])

    def compute_prediction(self, data):
        output, _ = dynamic_rnn(self.cell, data)
        output = tf.transpose(output, [1, 0, 2])
        last = tf.gather(output, int(output.get_shape()[0]) - 1)
        return tf.nn.softmax(tf.matmul(last, self.weight) + self.bias)

    def optimize(self, data, target):
        with tf.GradientTape() as tape:
            prediction = self.compute_prediction(data)
            cost = -tf.reduce_sum(target * tf.math.log(prediction))
        variables = self.cell.trainable_variables + [self.weight, self.bias]
        self.optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))

    def error(self, data, target):
        prediction = self.compute_prediction(data)
        mistakes = tf.not_equal(tf.argmax(target, 1), tf.argmax(prediction, 1))
        return tf.reduce_mean(tf.cast(mistakes, tf.float32))

    def build_prediction(self):
        self.cell = GRUCell(self._num_hidden)
        self.weight, self.bias = self._weight_and_bias(self._num_hidden, int(self.target.shape[1]))

    def build_optimize(self):
        learning_rate = 0.003
        self.optimizer = RMSprop(learning_rate, epsilon=1e-10)

    @staticmethod
    def _weight_and_bias(in_size, out_size):
        weight = tf.random.truncated_normal([in_size, out_size], stddev=0.01)
        bias = tf.constant(0.1, shape=[out_size])
        return tf.Variable(weight), tf.Variable(bias)


def main():
    rng = np.random.RandomState(0)
    model = SequenceClassification()
    x = rng.rand(10, 4, 3)
    y = np.eye(2)[rng.randint(0, 2, 10)]
    for epoch in range(3):
        for _ in range(5):
            model.optimize(x, y)
        error = model.error(x, y).numpy()
        print('Epoch {:2d} error {:3.1f}%'.format(epoch + 1, 100 * error))


if __name__ == '__main__':
    main()
