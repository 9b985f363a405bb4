"""Functions never read a name before they bind it; loops go on from variables under another name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """\
import tensorflow as tf
x = tf.placeholder(tf.float32)
{lines}
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(y, {{x: 2.}}))
"""
LOOPS = [
    "y = tf.Variable(1., name='start')\nfor i in range(3):\n    y = y * x + i",
    "y = tf.Variable(1., name='start')\nfor i in range(3):\n    y += x",
    "y = tf.get_variable('net/start', initializer=1.)\nfor i in range(3):\n    y = tf.add(x, y)",
]


def converted(lines: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), TEXT.format(lines=lines))], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize("lines", LOOPS)
def test_a_loop_goes_on_from_a_variable_under_another_name(lines: str) -> None:
    level, text, _ = converted(lines)
    assert level is Level.NATIVE
    assert "start = tf.Variable(" in text
    assert "    y = tf.identity(start)\n    for i in range(3):" in text


def test_a_name_that_is_bound_in_a_branch_keeps_the_program_as_a_graph() -> None:
    lines = "import sys\nif sys.argv:\n    y = tf.Variable(1.)\nfor i in range(3):\n    y = y * x"
    level, _, codes = converted(lines)
    assert level is Level.COMPAT and codes


def test_a_loop_that_begins_with_a_tensor_is_left_as_it_is() -> None:
    level, text, _ = converted("v = tf.Variable(1.)\ny = v + 1.\nfor i in range(3):\n    y = y * x")
    assert level is Level.NATIVE and "identity" not in text
