"""Evaluate TensorFlow calls and print what they give, under either TensorFlow.

Run by ``check_facts.py``: reads a JSON list of ``{"name", "calls"}`` and writes, for the first call of each
entry that works, its source and its values, a line each. Keeps to Python 3.7.
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
SEED = 87654321
HELPERS = os.environ.get("CHECK_FACTS_HELPERS", "")


def inputs():
    """Return the arrays that the calls use; ``check_facts.py`` knows their dtypes and ranks."""
    draw = np.random.RandomState(3)
    square = draw.randn(3, 3).astype("f")
    names = {
        "x": draw.randn(3, 4).astype("f"),
        "y": draw.randn(3, 4).astype("f"),
        "p": draw.uniform(0.1, 0.9, (3, 4)).astype("f"),
        "v": draw.randn(4).astype("f"),
        "x3": draw.randn(2, 3, 4).astype("f"),
        "x4": draw.randn(2, 6, 5, 3).astype("f"),
        "x5": draw.randn(1, 4, 5, 4, 2).astype("f"),
        "img": draw.randint(0, 256, (6, 5, 3)).astype("uint8"),
        "fimg": draw.uniform(0, 1, (6, 5, 3)).astype("f"),
        "k1": draw.randn(3, 4, 2).astype("f"),
        "k2": draw.randn(3, 3, 3, 2).astype("f"),
        "kt": draw.randn(3, 3, 4, 3).astype("f"),
        "k3": draw.randn(2, 2, 2, 2, 3).astype("f"),
        "m2": draw.randn(2, 2, 3).astype("f"),
        "pw": draw.randn(1, 1, 6, 5).astype("f"),
        "spd": (np.dot(square, square.T) + 3 * np.eye(3)).astype("f"),
        "a": np.array([[5, -7, 3, 9], [2, 8, -4, 1], [6, 6, 1, 3]], "int32"),
        "b": np.array([[2, 3, 2, -4], [3, 2, 5, 2], [4, 5, 1, 2]], "int32"),
        "ids": np.array([2, 0, 1], "int32"),
        "ids64": np.array([2, 0, 1], "int64"),
        "seg": np.array([0, 0, 1], "int32"),
        "c": np.array([[True, False, True, False], [False, True, True, False], [True, True, False, False]]),
        "c1": np.array([True, False, True]),
        "onehot": np.eye(4, dtype="f")[[1, 3, 0]],
        "cx": (draw.randn(3, 4) + 1j * draw.randn(3, 4)).astype("complex64"),
        "words": ["ab cd", "Efg", "1.5"],
        "digits": ["15", "-2"],
        "boxes": np.array([[0.0, 0.0, 0.7, 0.8], [0.1, 0.2, 1.0, 1.0]], "f"),
    }
    names.update({"tf": tf, "np": np, "math": math, "sys": sys})
    return names


def plain(value):
    """Return a value as JSON: dtype, shape and the numbers, or a list of such."""
    if isinstance(value, dict):
        return [plain(value[key]) for key in sorted(value)]
    if hasattr(value, "to_list"):
        return [plain(item) for item in value.to_list()]
    if hasattr(value, "indices") and hasattr(value, "values"):
        return [plain(value.indices), plain(value.values)]
    if isinstance(value, (list, tuple)) and not hasattr(value, "dtype"):
        return [plain(item) for item in value]
    array = np.asarray(value)
    if array.dtype == object or array.dtype.kind in "SU":
        flat = [item.decode("latin-1") if isinstance(item, bytes) else str(item) for item in array.ravel()]
        return {"dtype": "string", "shape": list(array.shape), "flat": flat}
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag])
    if array.dtype.kind not in "fiubc":
        array = array.astype("float32")
    flat = [float(item) for item in array.ravel().astype("float64")]
    return {"dtype": str(array.dtype), "shape": list(array.shape), "flat": flat}


def host(part):
    """Return a tensor's value."""
    return part if hasattr(part, "to_list") or not hasattr(part, "numpy") else part.numpy()


def evaluate(source, names):
    """Return the values of one call."""
    names = dict(names)
    if FIRST:
        with tf.Graph().as_default(), tf.Session() as session:
            built = eval(source, names)
            if built is None or isinstance(built, tf.Operation):
                raise ValueError("no value")
            if isinstance(built, (tf.Variable, tf.train.Saver, type)):
                raise ValueError("no tensor")
            session.run(tf.global_variables_initializer())
            value = session.run(built)
            return plain(value)
    tf.random.set_seed(SEED)
    if HELPERS:
        exec(Path(HELPERS).read_text(), names)
    built = eval(source, names)
    return plain(tf.nest.map_structure(host, built))


def main():
    """Evaluate every entry, a line of JSON each; an entry without a working call keeps the last error."""
    names = inputs()
    with Path(sys.argv[2]).open("w") as file:
        for entry in json.loads(Path(sys.argv[1]).read_text()):
            found = {"name": entry["name"], "call": None, "error": ""}
            for source in entry["calls"]:
                try:
                    found["value"] = evaluate(source, names)
                    found["call"] = source
                    break
                except BaseException as error:
                    found["error"] = f"{type(error).__name__}: {str(error)[:200]}"
            file.write(json.dumps(found) + "\n")
            file.flush()


main()
