"""Attributes that one method sets for itself, of objects that make layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
class Block(object):
    def __init__(self, kind):
        self.kind = kind
    def build(self, x, units):
{body}
first, second = Block('wide'), Block('deep')
x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('a'):
    h = first.build(x, 3)
with tf.variable_scope('b'):
    y = second.build(h, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: [[1., 2., 3.]]}}))
"""


def converted(*lines: str) -> tuple[Level, str]:
    body = "\n".join(f"        {line}" for line in lines)
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(body=body))], Options())
    return result.level, result.files[0].text


def test_what_is_set_in_each_branch_that_reads_it_is_local() -> None:
    level, text = converted(
        "if self.kind == 'wide':",
        "    self.shifted = x + 1.",
        "    return tf.layers.dense(self.shifted, 3)",
        "self.units = units",
        "return tf.layers.dense(x, self.units)",
    )
    assert level is Level.NATIVE
    assert "            shifted = x + 1.\n" in text
    assert "tf.keras.layers.Dense(units)" in text
    assert "self.shifted" not in text


@pytest.mark.parametrize("last", ["return tf.layers.dense(x + self.more, 3)", "return self.more + h"])
def test_what_a_way_through_the_method_does_not_set_stays_with_the_object(last: str) -> None:
    level, text = converted(
        "h = tf.layers.dense(x, 3)", "if self.kind == 'wide':", "    self.more = x + 1.", last
    )
    assert level is Level.COMPAT
    assert "self.more = x + 1." in text
