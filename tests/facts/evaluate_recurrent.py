"""Run rewritten recurrent programs from the standard input; ``test_rnn.py`` starts this on TensorFlow 2."""

import json
import sys
import traceback

import numpy as np
import tensorflow as tf


def draw(seed, shape):
    """Return fixed numbers of a shape; the same as in ``scripts/record_recurrent.py``."""
    return (np.random.RandomState(seed).standard_normal(shape) * 0.7).astype("float32")


SPECS = [tf.TensorSpec([None, 5, 3]), tf.TensorSpec([None], tf.int32)]
X, LENGTHS = draw(1, [3, 5, 3]), np.array([5, 2, 0], "int32")


def variables_of(names):
    """Return the variables of the cells of a program, as TensorFlow 1 made them."""
    cells = [names[name] for name in ("cell_fw", "cell_bw", "cell", "last") if name in names]
    return [variable for cell in cells for variable in cell.trainable_variables]


def errors_of(case):
    """Return the largest error of values and gradients, eagerly and in a function."""
    names = {
        "tf": tf,
        "targets": tf.constant([[0, 1, 2, 1, 0], [2, 2, 0, 1, 1], [1, 0, 0, 2, 2]]),
        "weights": tf.constant([[1.0, 1, 0.5, 0, 0], [1, 2, 1, 1, 0], [0, 0, 0, 0, 0]]),
    }
    exec(case["above"], names)
    exec(case["make"], names)

    def run(x, lengths):
        local = dict(names, x=x, steps=tf.unstack(x, 5, 1), lengths=lengths)
        exec(case["run"], local)
        return local["outputs"], local["state"]

    def trained(x, lengths):
        with tf.GradientTape() as tape:
            tape.watch(x)
            values = tf.nest.flatten(run(x, lengths))
            parts = zip(values, case["values"], strict=True)
            shapes = [v.shape.as_list() for v in values]
            shapes = [[3 if size is None else size for size in shape] for shape in shapes]
            loss = tf.add_n([tf.reduce_sum(v * draw(50 + i, shapes[i])) for i, (v, _) in enumerate(parts)])
        return values, tape.gradient(loss, [x, *variables_of(names)])

    # The function makes the variables at its first call.
    function = tf.function(trained, input_signature=SPECS, autograph=False)
    function(X, LENGTHS)
    variables = variables_of(names)
    assert [list(v.shape) for v in variables] == case["shapes"], [list(v.shape) for v in variables]
    for i, variable in enumerate(variables):
        variable.assign(draw(100 + i, variable.shape))
    found = {}
    for kind, results in (
        ("function", function(X, LENGTHS)),
        ("eager", trained(tf.constant(X), tf.constant(LENGTHS))),
    ):
        for part, arrays, wanted in zip(
            ("values", "gradients"), results, (case["values"], case["gradients"]), strict=True
        ):
            assert len(arrays) == len(wanted)
            found[kind + " " + part] = max(error(a, w) for a, w in zip(arrays, wanted, strict=True))
    return found


def error(array, wanted):
    """Return the largest difference, relative to the largest number if that is above one."""
    array = tf.convert_to_tensor(array).numpy().reshape(-1)
    assert len(array) == len(wanted)
    return float(np.max(np.abs(array - wanted)) / max(1.0, np.max(np.abs(wanted))))


def properties(cases):
    """Yield (name, whether it holds) of what no number of TensorFlow 1 can show."""
    names = {"tf": tf}
    for case in cases.values():
        exec(case["above"], names)
    ones, state = tf.ones([50, 3]), tf.zeros([50, 4])

    cell = names["DropoutWrapper"](names["GRUCell"](4), output_keep_prob=0.5)
    output, kept = cell(ones, state)
    dropped = output.numpy() == 0
    yield "drops outputs", 0.3 < dropped.mean() < 0.7 and np.allclose(output[~dropped], 2 * kept[~dropped])
    pair = names["LSTMCell"](4)
    cell = names["DropoutWrapper"](names["MultiRNNCell"]([pair]), state_keep_prob=0.5)
    _, (new,) = cell(ones, cell.zero_state(50, tf.float32))
    yield "drops states", 0.3 < (new.h.numpy() == 0).mean() < 0.7 and not (new.c.numpy() == 0).any()

    uniform = tf.keras.initializers.RandomUniform(-1, 1)
    cells = [names["PeepholeLSTMCell"](3, use_peepholes=True, initializer=uniform) for _ in range(2)]
    names["MultiRNNCell"](cells).build((None, 3))
    kernels = [w.numpy() for c in cells for w in c.trainable_variables if "bias" not in w.name]
    firsts = {float(kernel.ravel()[0]) for kernel in kernels}
    yield "shares an initializer", len(firsts) == len(kernels)

    cell = names["BasicLSTMCell"](4)
    unknown = tf.function(lambda x, n: names["dynamic_rnn"](cell, x, n), autograph=False)
    shapes = [tf.TensorSpec([None, None, 3]), tf.TensorSpec([None], tf.int64)]
    outputs, last = unknown.get_concrete_function(*shapes)(tf.constant(X), tf.constant(LENGTHS, tf.int64))
    same, _ = names["dynamic_rnn"](cell, X, LENGTHS)
    yield "keeps time unknown", np.allclose(outputs, same, atol=1e-6) and np.allclose(last.h[0], same[0, -1])


def main():
    """Print the outcome of every case as JSON."""
    cases = json.load(sys.stdin)
    outcome = {}
    for name, case in cases.items():
        try:
            outcome[name] = errors_of(case)
        except Exception:
            outcome[name] = traceback.format_exc()[-3000:]
    outcome.update((name, bool(holds)) for name, holds in properties(cases))
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
