"""Run layer calls and optimizers with fixed weights and print what they compute, under either TensorFlow.

Run by ``check_layers.py``; keeps to Python 3.7.
"""

import json
import math
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

FIRST = tf.__version__.startswith("1.")
if FIRST:
    import tensorflow.contrib
ORDER = ("gamma", "beta", "moving_mean", "moving_variance")
STEPS = 8


def inputs():
    """Return the arrays that the calls use."""
    draw = np.random.RandomState(5)
    return {
        "x2": draw.randn(5, 4).astype("f"),
        "x3": draw.randn(3, 6, 4).astype("f"),
        "x4": draw.randn(3, 7, 6, 4).astype("f"),
        "x5": draw.randn(2, 4, 5, 4, 3).astype("f"),
        "ids": np.array([[1, 3, 0], [2, 2, 1]], "int32"),
        "tf": tf,
        "np": np,
        "math": math,
    }


def place(name):
    """Sort the variables of a normalization as Keras does."""
    last = name.split(":")[0].split("/")[-1]
    return ORDER.index(last) + 1 if last in ORDER else 0


def values(index, shape, name):
    """Return the weights that both sides start from."""
    draw = np.random.RandomState(index)
    drawn = draw.uniform(0.5, 1.5, shape) if name.endswith(("variance", "gamma")) else draw.randn(*shape)
    return (drawn * 0.5).astype("f")


def first_layer(entry, names):
    """Call a layer of TensorFlow 1 twice, with its update ops between, and return outputs and variables."""
    with tf.Graph().as_default(), tf.Session() as session:
        outputs = eval(entry["call"], names)
        losses = tf.losses.get_regularization_losses()
        variables = sorted(tf.global_variables(), key=lambda variable: place(variable.name))
        for index, variable in enumerate(variables):
            start = values(index, variable.shape.as_list(), variable.name.split(":")[0])
            variable.load(start, session) if variable.shape.ndims else None
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        got = [session.run([outputs, updates])[0] for _ in range(2)]
        got.extend(session.run(variables))
        got.extend(session.run(losses))
    return got


def second_layer(entry, names):
    """Call the layers of the native form twice."""
    exec(entry["helpers"], names)
    layers = []

    def forward():
        result = eval(entry["inputs"], names)
        for layer, keywords in layers:
            result = layer(result, **keywords)
        return result

    for source, keywords in entry["layers"]:
        layers.append((eval(source, names), eval("dict(" + keywords + ")", names)))
    forward()
    pairs = []
    for layer, _ in layers:
        variables = [variable for variable in getattr(layer, "variables", ()) if "seed" not in variable.name]
        pairs.extend((variable, variable.name.split("/")[-1].split(":")[0]) for variable in variables)
    pairs = sorted(pairs, key=lambda pair: place(pair[1]))
    for index, (variable, name) in enumerate(pairs):
        variable.assign(values(index, tuple(variable.shape), name))
    got = [forward().numpy() for _ in range(2)]
    got.extend(np.asarray(variable) for variable, _ in pairs)
    for layer, _ in layers:
        got.extend(np.asarray(loss) for loss in getattr(layer, "losses", ()))
    return got


def first_optimizer(entry, names):
    """Train with an optimizer of TensorFlow 1 and return the trajectory."""
    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.train.get_or_create_global_step()
        weights = tf.Variable(values(3, (4, 2), "w"))
        loss = tf.reduce_sum(tf.square(tf.matmul(names["x2"], weights) - 1.0))
        train = eval(entry["call"], dict(names, step=step)).minimize(loss, global_step=step)
        session.run(tf.global_variables_initializer())
        got = []
        for _ in range(STEPS):
            session.run(train)
            got.append(session.run(weights))
    return got


def second_optimizer(entry, names):
    """Train with the native optimizer and return the trajectory."""
    exec(entry["helpers"], names)
    weights = tf.Variable(values(3, (4, 2), "w"))
    optimizer = eval(entry["native"], names)

    @tf.function
    def train():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(tf.matmul(names["x2"], weights) - 1.0))
        optimizer.apply_gradients([(tape.gradient(loss, weights), weights)])

    got = []
    for _ in range(STEPS):
        train()
        got.append(weights.numpy())
    return got


def first_cell(entry, names):
    """Run a cell of TensorFlow 1 over time."""
    with tf.Graph().as_default(), tf.Session() as session:
        names["cell"] = eval(entry["cell"], names)
        outputs = tf.contrib.framework.nest.flatten(eval(entry["run"], names))
        variables = sorted(tf.global_variables(), key=lambda variable: variable.name)
        for index, variable in enumerate(variables):
            variable.load(values(index, variable.shape.as_list(), "w"), session)
        return session.run(outputs)


def second_cell(entry, names):
    """Run the native cell over time, eagerly and as a function."""
    exec(entry["helpers"], names)
    names["cell"] = eval(entry["native"][0], names)
    eval(entry["native"][1], names)
    variables = sorted(names["cell"].variables, key=path)
    for index, variable in enumerate(variables):
        variable.assign(values(index, tuple(variable.shape), "w"))
    eager = tf.nest.flatten(eval(entry["native"][1], names))
    function = tf.nest.flatten(tf.function(lambda: eval(entry["native"][1], names))())
    assert all(np.allclose(eager[index], other, atol=1e-5) for index, other in enumerate(function))
    return [output.numpy() for output in eager]


def path(variable):
    """Return what orders the variables of cells as TensorFlow 1 does."""
    full = getattr(variable, "path", variable.name)
    return [part for part in full.split("/") if "multi_rnn" not in part][-3:]


def main():
    """Run every entry and write its arrays, or its error."""
    names = inputs()
    sides = {
        "cell": (first_cell, second_cell),
        "layer": (first_layer, second_layer),
        "optimizer": (first_optimizer, second_optimizer),
    }
    results = []
    for entry in json.loads(Path(sys.argv[1]).read_text()):
        try:
            got = sides[entry["kind"]][0 if FIRST else 1](entry, dict(names))
            results.append({"arrays": [np.asarray(array).astype("float64").tolist() for array in got]})
        except Exception as error:
            results.append({"error": f"{type(error).__name__}: {str(error)[:300]}"})
    Path(sys.argv[2]).write_text(json.dumps(results))


main()
