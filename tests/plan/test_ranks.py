"""How many dimensions tensors have, as their ops say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2, 3])
v = tf.placeholder(tf.float32, [None])
u = tf.placeholder(tf.float32)
"""
END = """\
z = tf.where(tf.greater(y, 0.0), y, tf.zeros_like(y))
with tf.Session() as sess:
    print(sess.run(z, {x: np.ones([1, 2, 3]), v: [1.], u: 1.}))
"""


def level_of(line: str) -> Level:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + f"y = {line}\n" + END)], Options())
    return result.level


@pytest.mark.parametrize(
    "line",
    [
        "tf.nn.relu(x)",
        "tf.tile(u, [1, 2])",
        "tf.reshape(u, [-1, 2])",
        "tf.expand_dims(v, 1)",
        "tf.reduce_sum(x, axis=-1)",
        "tf.reduce_sum(x, -1, keep_dims=True)",
        "2.0 * x + 1",
        "x * tf.expand_dims(v, 1)",
        "tf.matmul(x, tf.transpose(x, [0, 2, 1]))",
        "tf.cast(tf.equal(x, 0), tf.float32)",
        "tf.reduce_mean(u)",
    ],
)
def test_known_ranks_let_conditions_be_written_as_they_are(line: str) -> None:
    assert level_of(line) is Level.NATIVE


@pytest.mark.parametrize(
    "line", ["u", "u + 1", "tf.reduce_sum(u, 1)", "u * np.ones([2, 2])", "tf.reshape(u, tf.shape(u))"]
)
def test_other_ranks_are_not_known(line: str) -> None:
    assert level_of(line) is not Level.NATIVE
