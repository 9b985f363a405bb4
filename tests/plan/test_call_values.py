"""Whether calls that share their variables give a layer the same values."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """import sys
import numpy as np
import tensorflow as tf

a = float(len(sys.argv))
b = float(len(sys.argv)) * 2


def net(x, scale, reuse=False):
    with tf.variable_scope('net', reuse=reuse):
        return tf.layers.dense(x, 2, name='fc') * scale


def again(x, factor):
    return net(x, factor, reuse=True)


x = tf.placeholder(tf.float32, [None, 3])
y = net(x, FIRST)
z = again(x, SECOND)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, z], {x: np.ones((1, 3))}))
"""


def converted(first: str, second: str) -> str:
    text = PROGRAM.replace("FIRST", first).replace("SECOND", second)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE
    return result.files[0].text


@pytest.mark.parametrize(
    ("first", "second"), [("a", "a"), ("2.0", "2.0"), ("a * 2", "a * 2"), ("float(a)", "float(a)")]
)
def test_the_same_value_is_kept_by_the_layer(first: str, second: str) -> None:
    text = converted(first, second)
    assert "def __init__(self, scale):" in text and "def call(self, x):" in text
    assert f"Net({first})" in text


@pytest.mark.parametrize(
    ("first", "second"),
    [("a", "b"), ("2.0", "3.0"), ("2.0", "2"), ("a * 2", "b * 2"), ("abs(a)", "abs(a)")],
)
def test_values_that_may_differ_are_given_at_the_call(first: str, second: str) -> None:
    text = converted(first, second)
    assert "def call(self, x, scale):" in text


def test_a_name_that_is_bound_again() -> None:
    text = PROGRAM.replace("z = again", "a = a + 1\nz = again").replace("FIRST", "a").replace("SECOND", "a")
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert "def __init__(self, scale):" not in result.files[0].text
