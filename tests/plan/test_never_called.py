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
    assert program.level is Level.COMPAT and "TF412" in codes
    assert "tf.train.AdamOptimizer(0.1)" in program.files[0].text


def test_functions_that_compute_are_native_in_both() -> None:
    for parts in ((COMPUTES,), (COMPUTES, SCRIPT)):
        program, codes = converted(*parts)
        assert (program.level, codes) == (Level.NATIVE, [])
        assert "tf.math.log(x)" in program.files[0].text


def test_a_function_that_is_called_is_no_such_case() -> None:
    _, codes = converted(TRAINS, "w = tf.Variable(1.)\nstep = unused(w * w)\n", SCRIPT)
    assert "TF932" not in codes
