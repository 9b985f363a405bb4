"""Ops that the statement below the one that makes them runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """import tensorflow as tf
sess = tf.InteractiveSession()
count = tf.Variable(0)
count.initializer.run()
for i in range(4):
    if i % 2:
        {lines}
    print(count.eval())
"""


def converted(*lines: str) -> tuple[Level, str]:
    text = PROGRAM.format(lines="\n        ".join(lines))
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize("run", ["add.eval()", "sess.run(add)", "add.op.run()"])
def test_an_op_is_made_where_it_is_run(run: str) -> None:
    level, text = converted("add = tf.assign_add(count, i)", run)
    if run == "add.op.run()":
        assert level is Level.COMPAT
        return
    assert level is Level.NATIVE
    assert "        count.assign_add(i)\n    print(count.numpy())\n" in text
    assert "add =" not in text


@pytest.mark.parametrize(
    "lines",
    [
        ("add = tf.assign_add(count, i)", "i = 3", "sess.run(add)"),
        ("add = tf.assign_add(count, i)", "sess.run(add)", "sess.run(add)"),
        ("add = tf.assign_add(count, i)", "print(add)"),
    ],
)
def test_an_op_that_is_used_otherwise_stays(lines: tuple[str, ...]) -> None:
    level, _ = converted(*lines)
    assert level is Level.COMPAT
