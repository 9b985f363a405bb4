"""A decoder with attention, called with the right words and with its own, whose cell and layer are shared."""

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


class Decode(tf.keras.layers.Layer):
    def __init__(self, dec):
        super().__init__()
        self.dec = dec
        self.y = tf.keras.layers.Dense(2)

    def call(self, state_, dst, enc_out, teacher):
        state, outs = state_, []
        inp = tf.zeros_like(dst[:, 0])
        for t in range(3):
            o, state = self.dec(inp, state)
            score = tf.nn.softmax(tf.reduce_sum(enc_out * tf.expand_dims(o, 1), 2))
            ctx = tf.reduce_sum(enc_out * tf.expand_dims(score, 2), 1)
            y = self.y(tf.concat([o, ctx], 1))
            outs.append(y)
            inp = dst[:, t] if teacher else y
        return tf.stack(outs, 1)


class Translator(object):
    def __init__(self):
        self.src = tf.TensorSpec([None, 4, 3], tf.float32)
        self.dst = tf.TensorSpec([None, 3, 2], tf.float32)
        self.cell = BasicLSTMCell(5)
        self.dec = BasicLSTMCell(5)
        self.dec_decode = Decode(self.dec)
        self.optimizer = tf.keras.optimizers.Adam(0.05, beta_2=0.9990000129, epsilon=1e-8)
        self.train = tf.function(self.train, input_signature=[self.src, self.dst])
        self.test_out = tf.function(self.test_out, input_signature=[self.src, self.dst])

    def train(self, src, dst):
        with tf.GradientTape() as tape:
            enc_out, state = dynamic_rnn(self.cell, src)
            train_out = self.dec_decode(state, dst, enc_out, teacher=True)
            loss = tf.reduce_mean(tf.square(train_out - dst))
        variables = self.cell.trainable_variables + self.dec_decode.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def test_out(self, src, dst):
        enc_out, state = dynamic_rnn(self.cell, src)
        return self.dec_decode(state, dst, enc_out, teacher=False)


m = Translator()
rng = np.random.RandomState(0)
for i in range(3):
    f = {'src': rng.rand(3, 4, 3), 'dst': rng.rand(3, 3, 2)}
    print(m.train(**f).numpy())
print(m.test_out(**f).numpy()[0])
