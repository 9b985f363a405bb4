"""Variables that are used again, under names that are not known, and by cells that are made again."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

from .conftest import Read

HEAD = """
import sys
name, other = sys.argv[0], sys.argv[-1]
x = tf.placeholder(tf.float32, [None, 5, 4])
def fc(x, name, reuse=False):
    with tf.variable_scope(name, reuse=reuse):
        return x * tf.get_variable("w", [4])
def rnn(x, scope=None):
    cell = tf.nn.rnn_cell.GRUCell(3)
    return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope=scope)[0]
"""


def variables(read: Read, program: str) -> int:
    """How many variables a program makes, as far as they are known to be its own."""
    trace = read(HEAD + textwrap.dedent(program))
    return sum(node.kind == "variable" and node.made.reached for node in trace.nodes)


@pytest.mark.parametrize(
    ("program", "count"),
    [
        ("fc(x, name); fc(x, name, True)", 1),
        ("fc(x, 'a_%s' % name); fc(x, 'a_%s' % name, True)", 1),
        ("fc(x, name); fc(x, other)", 2),
        ("fc(x, name); name = other; fc(x, name)", 2),
        ("fc(x, name); fc(x, name, tf.AUTO_REUSE)", 1),
        ("tf.layers.dense(x, 2, name=name); tf.layers.dense(x, 2, name=name, reuse=True)", 2),
        ("tf.layers.dense(x, 2, name=name); tf.layers.dense(x, 2, name=other)", 4),
    ],
)
def test_a_name_that_is_not_known_has_one_meaning(read: Read, program: str, count: int) -> None:
    assert variables(read, program) == count


@pytest.mark.parametrize(
    ("program", "count"),
    [
        ("with tf.variable_scope('s'): rnn(x)\nwith tf.variable_scope('s', reuse=True): rnn(x)", 2),
        ("with tf.variable_scope('s'): rnn(x)\nwith tf.variable_scope('t'): rnn(x)", 4),
        (
            "with tf.variable_scope('s', reuse=tf.AUTO_REUSE): rnn(x, 'a'); rnn(x, 'b'); rnn(x, 'a')",
            4,
        ),
        (
            "for reuse in (False, True):\n"
            "    with tf.variable_scope('s', reuse=reuse): tf.layers.Dense(2, name='d')(x)",
            2,
        ),
    ],
)
def test_cells_and_layers_have_the_variables_of_their_scope(read: Read, program: str, count: int) -> None:
    assert variables(read, program) == count


@pytest.mark.parametrize(
    "program",
    [
        "y = fc(x, name) + fc(x, other, True)",
        "y = fc(x, name) + fc(x, other, tf.AUTO_REUSE)",
        "y = fc(x, 'a') + fc(x, other, True)",
        "y = fc(x, name) + fc(x, 'a', True)",
        "y = fc(x, name)\nname = other\ny += fc(x, name, True)",
        "y = tf.layers.dense(x, 2, name=name)\ny += tf.layers.dense(x, 2, name=other, reuse=True)",
        "with tf.variable_scope('s'):\n    y = rnn(x)\n"
        "with tf.variable_scope('s', reuse=True):\n"
        "    y += tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(3), x, dtype=tf.float32)[0]",
        "with tf.variable_scope('s'):\n    a = tf.nn.rnn_cell.GRUCell(3)\n"
        "    y = tf.nn.dynamic_rnn(a, x, dtype=tf.float32)[0]\n"
        "with tf.variable_scope('s', reuse=True):\n    b = tf.nn.rnn_cell.GRUCell(3)\n"
        "    y += tf.nn.dynamic_rnn(b, x, dtype=tf.float32)[0]",
    ],
)
def test_what_may_be_used_again_is_not_guessed(program: str) -> None:
    run = "\nsess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
    run += "print(sess.run(y, {x: [[[1.] * 4] * 5]}))\n"
    text = f"import tensorflow as tf{HEAD}{program}{run}"
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
    assert {f.code for f in result.findings} & {"TF211", "TF310", "TF314"}
