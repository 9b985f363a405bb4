"""Functions that ask the graph for its variables are given them by their callers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import numpy as np
import tensorflow as tf


def count(scope, start=0):
    total = start
    for v in tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope):
        total += np.prod(v.get_shape().as_list())
    return total


x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('main'):
    q = tf.layers.dense(x, 2)
with tf.variable_scope('target'):
    qt = tf.layers.dense(x, 2)
print(count('main'))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([q, qt], {x: [[1., 2., 3.]]}))
"""


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def test_a_parameter_that_only_said_which_variables_becomes_the_variables() -> None:
    level, text, codes = converted(PROGRAM)
    assert level is Level.NATIVE, codes
    assert "def count(variables, start=0):\n" in text
    assert "print(count(dense.trainable_variables))\n" in text


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ("count(scope='main')", "count(variables=dense.trainable_variables)"),
        ("count('main', 2)", "count(dense.trainable_variables, 2)"),
        (
            "[count(s) for s in ('main', 'target')]",
            "[count(dense.trainable_variables), count(dense_1.trainable_variables)]",
        ),
        (
            "tuple(count(s) for s in ['target', 'main'])",
            "(count(dense_1.trainable_variables), count(dense.trainable_variables))",
        ),
    ],
)
def test_calls_give_the_variables(call: str, after: str) -> None:
    level, text, codes = converted(PROGRAM.replace("count('main')", call))
    assert level is Level.NATIVE, codes
    assert f"print({after})\n" in text


def test_a_parameter_that_is_read_otherwise_stays() -> None:
    level, text, codes = converted(PROGRAM.replace("    total = start", "    total = start + len(scope)"))
    assert level is Level.NATIVE, codes
    assert "def count(scope, variables, start=0):\n" in text
    assert "print(count('main', dense.trainable_variables))\n" in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print(count('main'))", "print(count(*['main']))"),
        ("print(count('main'))", "print(list(map(count, ['main'])))"),
        ("print(count('main'))", "print(count(str('main')))"),
        ("    total = start\n", "    total = start\n    scope = scope or 'main'\n"),
    ],
)
def test_other_functions_keep_their_question(old: str, new: str) -> None:
    assert old in PROGRAM
    level, _, codes = converted(PROGRAM.replace(old, new))
    assert level is Level.COMPAT and codes & {"TF110", "TF320", "TF325"}


def test_a_helper_that_asks_for_names_is_given_them() -> None:
    program = PROGRAM.replace("np.prod(v.get_shape().as_list())", "len(v.name)")
    level, text, codes = converted(program)
    assert level is Level.NATIVE, codes
    assert (
        "    for name in ['main/dense/kernel:0', 'main/dense/bias:0']:\n        total += len(name)\n" in text
    )
    assert "print(count(dense.trainable_variables))\n" in text


def test_a_choice_by_name_is_handed_on_whole() -> None:
    loop = "for v in tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope):"
    chosen = "for v in [v for v in tf.trainable_variables() if v.name.startswith(scope)]:"
    level, text, codes = converted(PROGRAM.replace(loop, chosen))
    assert level is Level.NATIVE, codes
    assert "    for v in variables:\n" in text
    assert "print(count(dense.trainable_variables))\n" in text
