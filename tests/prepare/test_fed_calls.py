"""Calls that feed what a run does not need."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
z = tf.placeholder(tf.float32, [None, 2])
y = tf.reduce_sum(x)
both = y + tf.reduce_sum(z)


def sample(n):
    return np.random.rand(n, 2)


with tf.Session() as sess:
    print(sess.run(both, {{x: sample(1), z: sample(2)}}))
    {run}
"""


def converted(run: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(run=run))], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    ("run", "lines"),
    [
        ("a = sess.run(y, {z: sample(3), x: np.ones((1, 2))})", "sample(3)\na = y(np.ones((1, 2))).numpy()"),
        (
            "a = sess.run(y, feed_dict={x: sample(4), z: sample(3)})",
            "x_value = sample(4)\nsample(3)\na = y(x_value).numpy()",
        ),
    ],
)
def test_the_call_is_made_before_the_run_in_its_order(run: str, lines: str) -> None:
    level, text = converted(run)
    assert level is Level.NATIVE
    assert lines in text
    assert converted(run) == (level, text)


@pytest.mark.parametrize(
    "run",
    [
        "print(sample(1), sess.run(y, {x: np.ones((1, 2)), z: sample(3)}))",
        "a = sample(1) + sess.run(y, {x: np.ones((1, 2)), z: sample(3)})",
    ],
)
def test_a_call_between_others_stays(run: str) -> None:
    assert converted(run)[0] is Level.COMPAT
