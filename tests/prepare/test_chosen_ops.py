"""A run that fetches what a setting chose before becomes a run in each arm of a branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
w = tf.Variable(1.0)
loss = tf.square(w * x)
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
def epoch(train, n):
    {choice}
    for i in range(n):
        {before}
        l, _ = sess.run([loss, op], {{x: 1.0}})
        print(l)
epoch(True, 2)
epoch(False, 1)
"""
BRANCH = "op = step\n    if not train:\n        op = tf.no_op()"


def converted(choice: str, before: str = "pass") -> tuple[Level, str]:
    text = PROGRAM.format(choice=choice, before=before)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    ("choice", "test"),
    [
        (BRANCH, "if not train:"),
        ("if train:\n        op = step\n    else:\n        op = tf.no_op()", "if train:"),
        ("op = step if train and n > 1 else tf.no_op()", "if train and n > 1:"),
    ],
)
def test_the_choice_is_made_at_the_run(choice: str, test: str) -> None:
    level, text = converted(choice)
    assert level is Level.NATIVE
    assert f"        {test}\n" in text
    assert "op =" not in text


@pytest.mark.parametrize(
    ("choice", "before"),
    [
        (BRANCH, "train = not train"),
        (BRANCH, "print(op is step)"),
        ("op = step if next(iter([train])) else tf.no_op()", "pass"),
        ("op = tf.no_op()\n    if train:\n        op = step\n    if n > 1:\n        op = loss", "pass"),
    ],
)
def test_a_choice_that_may_differ_there_keeps_the_graph(choice: str, before: str) -> None:
    level, text = converted(choice, before)
    assert level is Level.COMPAT
    assert "sess.run([loss, op], {x: 1.0})" in text
