"""Functions that nobody calls and that train have no step: a script says so, a library stays a graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.engine import convert
from tf2codemod.model import Level, Options, ProgramResult, Source

TRAINS = """
def unused(loss):
    optimizer = tf.train.AdamOptimizer(0.1)
    return optimizer.minimize(loss)
"""
APPLIES = """
def unused(loss):
    optimizer = tf.train.AdamOptimizer(0.1)
    return optimizer.apply_gradients(optimizer.compute_gradients(loss))
"""
COMPUTES = """
def unused(x):
    return tf.log(x)
"""
SCRIPT = """
x = tf.placeholder(tf.float32, [None])
with tf.Session() as sess:
    print(sess.run(x * 2., {x: [1.]}))
"""


def converted(*parts: str) -> tuple[ProgramResult, list[str]]:
    text = "import tensorflow as tf\n" + "".join(parts)
    (program,) = convert([Source(Path("program.py"), text)], Options())
    return program, [f.code for f in (*program.findings, *program.files[0].findings)]


@pytest.mark.parametrize("function", [TRAINS, APPLIES])
def test_a_script_tells_of_a_function_that_trains(function: str) -> None:
    program, codes = converted(function, SCRIPT)
    assert (program.level, codes) == (Level.NATIVE, ["TF932"])


@pytest.mark.parametrize("function", [TRAINS, APPLIES])
def test_a_library_that_trains_stays_a_graph(function: str) -> None:
    program, codes = converted(function)
    assert program.level is Level.COMPAT and "TF933" in codes
    assert "tf.train.AdamOptimizer(0.1)" in program.files[0].text


@pytest.mark.parametrize(
    "body",
    [
        "w = tf.get_variable('w', [3, 3])\n    return tf.matmul(x, w)",
        "with tf.variable_scope('a', reuse=tf.AUTO_REUSE):\n        return tf.get_variable('w', [3]) * x",
        "return tf.layers.dense(x, 3)",
        "return tf.placeholder(tf.float32, [None]) + x",
        "return tf.train.Saver()",
        "return tf.losses.mean_squared_error(x, x)",
        "return tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(3), x, dtype=tf.float32)",
        "return tf.train.exponential_decay(0.1, x, 10, 0.9)",
        "return tf.train.get_or_create_global_step()",
        "return tf.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.to_int32(x)])",
    ],
)
def test_a_library_keeps_what_its_callers_decide_about(body: str) -> None:
    function = f"\ndef unused(x):\n    {body}\n"
    program, codes = converted(function)
    assert program.level is Level.COMPAT and "TF933" in codes
    assert body in program.files[0].text


def test_functions_that_compute_are_native_in_both() -> None:
    for parts in ((COMPUTES,), (COMPUTES, SCRIPT)):
        program, codes = converted(*parts)
        assert (program.level, codes) == (Level.NATIVE, [])
        assert "tf.math.log(x)" in program.files[0].text


def test_a_function_that_is_called_is_no_such_case() -> None:
    _, codes = converted(TRAINS, "w = tf.Variable(1.)\nstep = unused(w * w)\n", SCRIPT)
    assert "TF932" not in codes
