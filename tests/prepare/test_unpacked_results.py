"""Results of runs that are kept in one list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.ones([3, 1]))
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)


def fit(sess):
    for i in range(3):
        outs = sess.run([train, loss, y], {x: np.ones([2, 3])})
        if i:
            print(outs[1], outs[2].mean())
        outs = sess.run([loss, train], {x: np.ones([1, 3])})
        print(outs[0])


with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    fit(sess)
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_each_result_has_a_name() -> None:
    level, text = converted(PROGRAM)
    assert level is Level.NATIVE
    assert "outs" not in text
    assert "print(loss_value, y_value.mean())" in text
    assert converted(text) == (level, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print(outs[0])", "print(outs[0], len(outs))"),
        ("print(outs[0])", "print(outs[i])"),
        ("print(outs[0])", "print((lambda: outs[0])())"),
        ("        if i:\n", "        if i:\n            outs = [1, 2, 3]\n"),
        ("    for i in range(3):\n", "    outs = None\n    for i in range(3):\n        print(outs)\n"),
    ],
)
def test_a_list_that_is_used_otherwise_stays(old: str, new: str) -> None:
    assert old in PROGRAM
    level, text = converted(PROGRAM.replace(old, new))
    assert level is Level.COMPAT or "outs" in text
