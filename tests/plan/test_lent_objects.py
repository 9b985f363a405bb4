"""Functions that use the variables of other calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
def dec(z, n, reuse=False):
    with tf.variable_scope('dec', reuse=reuse):
        w = tf.get_variable('w', [2, n])
        return tf.matmul(z, w)
def net(x):
    return tf.sigmoid(dec(x, 2))
"""
TAIL = """\
x = tf.placeholder(tf.float32, [None, 2])
z = tf.placeholder(tf.float32, [None, 2])
y = net(x)
out = shown(z)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1., 2.]]}), sess.run(out, {z: [[1., 2.]]}))
"""


def converted(helpers: str, tail: str = TAIL) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + helpers + tail)], Options())
    return result.level, result.files[0].text


def test_a_helper_is_given_the_object_that_another_call_made() -> None:
    level, text = converted("def shown(z, n=2):\n    return dec(z, n, reuse=True) + 1.\n")
    assert level is Level.NATIVE
    assert "def shown(dec, z):\n    return dec(z) + 1.\n" in text
    assert "return shown(net.dec, z)" in text


def test_helpers_hand_on_what_they_are_given() -> None:
    level, text = converted(
        "def inner(z):\n    return dec(z, 2, reuse=True)\n"
        "def shown(z):\n    return inner(z) - inner(2. * z)\n"
    )
    assert level is Level.NATIVE
    assert "def inner(dec, z):\n    return dec(z)\n" in text
    assert "def shown(dec, z):\n    return inner(dec, z) - inner(dec, 2. * z)\n" in text


def test_a_call_reaches_the_part_of_an_object() -> None:
    level, text = converted("", TAIL.replace("shown(z)", "dec(z, 2, reuse=True)"))
    assert level is Level.NATIVE
    assert "return net.dec(z)" in text


@pytest.mark.parametrize(
    "helpers",
    [
        "def inner(z):\n    return dec(z, 2, reuse=True)\nshown = inner\n",
        "class Shown(object):\n    def go(self, z):\n        return dec(z, 2, reuse=True)\n"
        "shown = Shown().go\n",
    ],
)
def test_a_helper_that_is_not_only_called_cannot_be_given_anything(helpers: str) -> None:
    assert converted(helpers)[0] is Level.COMPAT
