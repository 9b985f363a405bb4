"""Record what recurrent cells and the loops over them compute on TensorFlow 1.15.

    PATH_TO_TENSORFLOW_1/bin/python scripts/record_recurrent.py > tests/facts/recurrent.json

Every case is a TensorFlow 1 program in two parts: ``make`` builds the cells, ``run`` uses them on ``x`` (or
on its ``steps``). The outcome holds the values and the gradients, which ``tests/facts/test_rnn.py`` compares
with the program that tf2codemod writes. Python 3.7 runs this file.
"""

# ruff: noqa: E501  (the programs are one line each)

import json
import sys

import numpy as np

LSTM = "cell = tf.nn.rnn_cell.BasicLSTMCell(4, forget_bias=0.5)"
CELLS = {
    "BasicRNNCell": "cell = tf.nn.rnn_cell.BasicRNNCell(4)",
    "BasicRNNCell relu": "cell = tf.nn.rnn_cell.BasicRNNCell(4, tf.nn.relu)",
    "BasicLSTMCell": "cell = tf.nn.rnn_cell.BasicLSTMCell(4)",
    "BasicLSTMCell arguments": "cell = tf.contrib.rnn.BasicLSTMCell(4, 0.3, True, tf.nn.relu, name='lstm')",
    "LSTMCell": "cell = tf.nn.rnn_cell.LSTMCell(4, state_is_tuple=True)",
    "LSTMCell initializer": "cell = tf.contrib.rnn.LSTMCell(4, initializer=tf.random_uniform_initializer(-1, 1))",
    "LSTMCell peepholes": "cell = tf.nn.rnn_cell.LSTMCell(4, use_peepholes=True, cell_clip=0.4)",
    "LSTMCell projection": "cell = tf.nn.rnn_cell.LSTMCell(4, True, num_proj=2, proj_clip=0.3, activation='relu')",
    "LSTMBlockCell": "cell = tf.contrib.rnn.LSTMBlockCell(4, forget_bias=0.2)",
    "GRUCell": "cell = tf.nn.rnn_cell.GRUCell(4)",
    "GRUCell arguments": "cell = tf.contrib.rnn.GRUCell(4, activation=tf.nn.relu)",
    "GRUBlockCellV2": "cell = tf.contrib.rnn.GRUBlockCellV2(4)",
    "MultiRNNCell": "cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(n) for n in (4, 2)])",
    "MultiRNNCell mixed": "cell = tf.contrib.rnn.MultiRNNCell((tf.contrib.rnn.GRUCell(4), tf.contrib.rnn.LSTMCell(2)))",
    "MultiRNNCell shared": "one = tf.nn.rnn_cell.GRUCell(3)\ncell = tf.nn.rnn_cell.MultiRNNCell([one] * 2, state_is_tuple=True)",
    "DropoutWrapper": "cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.LSTMCell(4), output_keep_prob=1.0)",
    "ResidualWrapper": "cell = tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.BasicLSTMCell(3))",
    "DeviceWrapper": "cell = tf.nn.rnn_cell.DeviceWrapper(tf.nn.rnn_cell.GRUCell(3), '/cpu:0')",
    "LayerNormBasicLSTMCell": "cell = tf.contrib.rnn.LayerNormBasicLSTMCell(4)",
    "NASCell": "cell = tf.contrib.rnn.NASCell(4)",
    "NASCell projection": "cell = tf.contrib.rnn.NASCell(4, num_proj=2, use_bias=True)",
}
LOOPS = {
    "dynamic_rnn": "outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)",
    "dynamic_rnn lengths": "outputs, state = tf.nn.dynamic_rnn(cell, x, lengths, dtype=tf.float32)",
    "static_rnn lengths": "outputs, state = tf.nn.static_rnn(cell, steps, dtype=tf.float32, sequence_length=lengths)",
}
OTHERS = {
    "static_rnn": (LSTM, "outputs, state = tf.contrib.rnn.static_rnn(cell, steps, dtype=tf.float32)"),
    "dynamic_rnn time_major": (
        LSTM,
        "outputs, state = tf.nn.dynamic_rnn(cell, tf.transpose(x, [1, 0, 2]), lengths, dtype=tf.float32, "
        "time_major=True, swap_memory=True, scope='rnn')",
    ),
    "zero_state": (
        LSTM,
        "start = cell.zero_state(3, tf.float32)\n"
        "outputs, state = tf.nn.dynamic_rnn(cell, x, initial_state=start)\n"
        "outputs = [outputs, state.h, state.c]",
    ),
    "LSTMStateTuple": (
        LSTM,
        "start = tf.nn.rnn_cell.LSTMStateTuple(tf.ones([3, 4]), h=x[:, 0, :1] + tf.zeros([3, 4]))\n"
        "outputs, state = tf.nn.static_rnn(cell, steps, initial_state=start)",
    ),
    "steps by hand": (
        LSTM,
        "state = cell.zero_state(tf.shape(x)[0], tf.float32)\noutputs = []\n"
        "for i in range(5):\n    output, state = cell(x[:, i], state)\n    outputs.append(output)",
    ),
    "state of a stack": (
        "cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(n) for n in (4, 2)])",
        "start = tuple(z + 0.5 for z in cell.zero_state(3, tf.float32))\n"
        "outputs, state = tf.nn.dynamic_rnn(cell, x, lengths, start)",
    ),
    "one cell twice": (
        LSTM,
        "first, start = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)\n"
        "outputs, state = tf.nn.dynamic_rnn(cell, x, initial_state=start)\noutputs = [first, outputs]",
    ),
}
PAIR = "cell_fw = tf.nn.rnn_cell.BasicLSTMCell(4)\ncell_bw = tf.nn.rnn_cell.GRUCell(2)"
BOTH_WAYS = {
    "bidirectional_dynamic_rnn": "tf.nn.bidirectional_dynamic_rnn(cell_fw, cell_bw, x, dtype=tf.float32)",
    "bidirectional_dynamic_rnn lengths": "tf.nn.bidirectional_dynamic_rnn(cell_fw, cell_bw, x, lengths, dtype=tf.float32)",
    "bidirectional_dynamic_rnn time_major": (
        "tf.nn.bidirectional_dynamic_rnn(cell_fw, cell_bw, tf.transpose(x, [1, 0, 2]), lengths, "
        "initial_state_bw=tf.ones([3, 2]), dtype=tf.float32, time_major=True)"
    ),
}
OTHERS.update((name, (PAIR, "outputs, state = " + run)) for name, run in BOTH_WAYS.items())
STATIC = "outputs, forth, back = tf.nn.static_bidirectional_rnn(cell_fw, cell_bw, steps, dtype=tf.float32{})\nstate = [forth, back]"
OTHERS["static_bidirectional_rnn"] = (PAIR, STATIC.format(""))
OTHERS["static_bidirectional_rnn lengths"] = (PAIR, STATIC.format(", sequence_length=lengths"))
OTHERS["stack_bidirectional_dynamic_rnn"] = (
    "cell_fw = tf.nn.rnn_cell.GRUCell(4)\ncell_bw = tf.nn.rnn_cell.GRUCell(2)\ncell = tf.nn.rnn_cell.LSTMCell(2)\nlast = tf.nn.rnn_cell.BasicRNNCell(3)",
    "outputs, forth, back = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(\n"
    "    [cell_fw, cell], [cell_bw, last], x, dtype=tf.float32, sequence_length=lengths)\nstate = [forth, back]",
)
ONE = "cell = tf.nn.rnn_cell.BasicRNNCell(3)"
OTHERS["rnn_decoder"] = (
    ONE,
    "outputs, state = tf.contrib.legacy_seq2seq.rnn_decoder(steps, cell.zero_state(3, tf.float32), cell, scope='d')",
)
OTHERS["rnn_decoder loop_function"] = (
    ONE,
    "outputs, state = tf.contrib.legacy_seq2seq.rnn_decoder(\n"
    "    steps, cell.zero_state(3, tf.float32), cell, loop_function=lambda prev, i: prev * i)",
)
LOSSES = {
    "sequence_loss": "tf.contrib.seq2seq.sequence_loss(logits, targets, weights)",
    "sequence_loss by example": "tf.contrib.seq2seq.sequence_loss(logits, targets, weights, average_across_batch=False)",
    "sequence_loss by step": "tf.contrib.seq2seq.sequence_loss(logits, targets, weights, average_across_timesteps=False)",
    "sequence_loss none": "tf.contrib.seq2seq.sequence_loss(logits, targets, weights, False, False)",
    "sequence_loss_by_example": (
        "tf.contrib.legacy_seq2seq.sequence_loss_by_example(tf.unstack(logits, axis=1), tf.unstack(targets, axis=1), "
        "tf.unstack(weights, axis=1))"
    ),
    "sequence_loss_by_example sum": (
        "tf.contrib.legacy_seq2seq.sequence_loss_by_example(tf.unstack(logits, axis=1), tf.unstack(targets, axis=1), "
        "tf.unstack(weights, axis=1), average_across_timesteps=False)"
    ),
    "legacy sequence_loss sum": (
        "tf.contrib.legacy_seq2seq.sequence_loss(tf.unstack(logits, axis=1), tf.unstack(targets, axis=1), "
        "tf.unstack(weights, axis=1), average_across_batch=False)"
    ),
    "legacy sequence_loss": (
        "tf.contrib.legacy_seq2seq.sequence_loss(tf.unstack(logits, axis=1), tf.unstack(targets, axis=1), "
        "tf.unstack(weights, axis=1))"
    ),
}
OTHERS.update(
    (name, (ONE, "logits, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)\noutputs = " + loss))
    for name, loss in LOSSES.items()
)


def cases():
    """Yield (name, make, run) of every case."""
    for cell, make in CELLS.items():
        for loop, run in LOOPS.items():
            yield f"{cell}, {loop}", make, run
    for name, (make, run) in OTHERS.items():
        yield name, make, run


def draw(seed, shape):
    """Return fixed numbers of a shape."""
    return (np.random.RandomState(seed).standard_normal(shape) * 0.7).astype("float32")


def recorded(tf, make, run):
    """Return the values and gradients of a case."""
    from tensorflow.python.util import nest

    tf.reset_default_graph()
    x = tf.constant(draw(1, [3, 5, 3]))
    names = {
        "tf": tf,
        "x": x,
        "steps": tf.unstack(x, 5, 1),
        "lengths": tf.constant([5, 2, 0]),
        "targets": tf.constant([[0, 1, 2, 1, 0], [2, 2, 0, 1, 1], [1, 0, 0, 2, 2]]),
        "weights": tf.constant([[1.0, 1, 0.5, 0, 0], [1, 2, 1, 1, 0], [0, 0, 0, 0, 0]]),
    }
    exec(make, names)
    exec(run, names)
    values = nest.flatten((names["outputs"], names["state"]))
    loss = tf.add_n([tf.reduce_sum(v * draw(50 + i, v.shape.as_list())) for i, v in enumerate(values)])
    variables = tf.trainable_variables()
    gradients = [tf.convert_to_tensor(g) for g in tf.gradients(loss, [x, *variables])]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for i, variable in enumerate(variables):
            variable.load(draw(100 + i, variable.shape.as_list()), session)
        values, gradients = session.run([values, gradients])
    return {
        "shapes": [v.shape.as_list() for v in variables],
        "values": listed(values),
        "gradients": listed(gradients),
    }


def listed(arrays):
    """Return arrays as flat lists with seven digits."""
    return [[float(format(n, ".7g")) for n in array.reshape(-1)] for array in arrays]


def main():
    """Print the outcome of every case as JSON."""
    import tensorflow as tf

    outcome = {}
    for name, make, run in cases():
        outcome[name] = dict(recorded(tf, make, run), make=make, run=run)
        print(name, file=sys.stderr)
    lines = [f'"{name}": {json.dumps(case)}' for name, case in outcome.items()]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
