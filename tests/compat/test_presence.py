"""Names that TensorFlow 2 lacks are told of, and never stand in a native program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.engine import convert
from tf2codemod.facts.names import absent, needs_legacy_keras
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\n"
GRAPH = HEAD + "x = tf.placeholder(tf.float32)\ny = x + 1.0\n"


def outcome(text: str) -> tuple[Level, str, list[tuple[str, int]]]:
    (program,) = convert((Source(Path("model.py"), text),), Options())
    findings = [*program.findings, *(finding for file in program.files for finding in file.findings)]
    return program.level, program.files[0].text, [(finding.code, finding.line) for finding in findings]


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ("tensorflow.nn.relu", ""),
        ("tensorflow.nn.rnn_cell.GRUCell", "tensorflow.nn.rnn_cell"),
        ("tensorflow.log", "tensorflow.log"),
        ("tensorflow.compat.v1.log", ""),
        ("tensorflow.compat.v1.layers.dense", ""),
        ("tensorflow.compat.v1.contrib.slim", "tensorflow.compat.v1.contrib"),
        ("tensorflow.compat.v1.train.Saver.save", ""),
        ("tensorflow.compat.v2.log", "tensorflow.compat.v2.log"),
        ("tensorflow.python.ops.array_ops.concat", ""),
        ("tensorflow.python.ops.math_ops.bincount_v1", "tensorflow.python.ops.math_ops.bincount_v1"),
        ("tensorflow.experimental.numpy.abs", ""),
        ("tensorflow.__version__", ""),
        ("numpy.nothing", ""),
    ],
)
def test_what_is_missing_is_the_first_part_that_is(written: str, missing: str) -> None:
    assert absent(written) == missing


def test_names_that_need_the_package_tf_keras() -> None:
    assert needs_legacy_keras("tf.layers.dense") and not needs_legacy_keras("tf.nn.relu")


def test_a_native_program_has_no_name_that_is_gone() -> None:
    level, text, found = outcome(
        GRAPH + "z = tf.nn.gone_for_good(y)\nsess = tf.Session()\nprint(sess.run(z, {x: 1.0}))\n"
    )
    assert level is Level.COMPAT
    assert "tf.nn.gone_for_good(y)" in text
    assert ("TF912", 4) in found


def test_the_readers_of_examples_are_told_of_in_a_native_program() -> None:
    reader = "from tensorflow.examples.tutorials.mnist import input_data\n"
    level, _, found = outcome(reader + GRAPH + "sess = tf.Session()\nprint(sess.run(y, {x: 1.0}))\n")
    assert level is Level.NATIVE
    assert found == [("TF905", 1)]


def test_a_program_of_tensorflow_2_is_left_and_told_of_what_is_gone() -> None:
    text = HEAD + "print(tf.add(1, 2))\nest = tf.estimator.DNNClassifier\n"
    assert outcome(text) == (Level.NATIVE, text, [("TF902", 3)])


def test_a_name_in_a_try_statement_may_be_missing() -> None:
    text = HEAD + "try:\n    f = tf.gone\nexcept AttributeError:\n    f = None\nprint(tf.add(1, 2))\n"
    assert outcome(text) == (Level.NATIVE, text, [])


def test_hidden_gradient_ops_have_lost_their_underscore() -> None:
    text = (
        GRAPH.replace(HEAD, HEAD + "from tensorflow.python.ops import gen_nn_ops\n")
        + "from tensorflow.python.ops.gen_nn_ops import _relu_grad\n"
        + "z = gen_nn_ops._softplus_grad(y, y) + _relu_grad(y, y)\ntf.add_to_collection('z', z)\n"
    )
    _, after, _ = outcome(text)
    assert "import relu_grad as _relu_grad" in after
    assert "gen_nn_ops.softplus_grad(y, y) + _relu_grad(y, y)" in after
