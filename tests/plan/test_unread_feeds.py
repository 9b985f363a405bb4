"""Placeholders that are fed and that nothing reads go from the dictionaries that feed them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
def flag():
    print('asked')
    return True
x = tf.placeholder(tf.float32, [None, 2])
phase = tf.placeholder(tf.bool)
y = tf.reduce_sum(x)
z = y * 2
feeds = {x: [[1., 2.]], phase: %s}
with tf.Session() as sess:
    print(sess.run(y, feed_dict=feeds))
"""


def converted(value: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM % value)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize("value", ["True", "not_read", "settings.phase"])
def test_what_nothing_reads_is_not_fed(value: str) -> None:
    level, text = converted(value)
    assert level is Level.NATIVE
    assert "feeds = {'x': [[1., 2.]]}" in text and "y(**feeds)" in text


def test_a_value_that_is_computed_with_an_effect_stays() -> None:
    assert converted("flag()")[0] is Level.COMPAT


def test_parameters_with_an_underscore_are_given_by_position() -> None:
    program = (
        "import tensorflow as tf\n_x = tf.placeholder(tf.float32, [None])\ny = tf.reduce_sum(_x)\n"
        "feeds = {_x: [1., 2.]}\nwith tf.Session() as sess:\n    print(sess.run(y, feeds))\n"
    )
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    assert result.level is Level.NATIVE
    assert "feeds = {'_x': [1., 2.]}" in result.files[0].text and "y(feeds['_x'])" in result.files[0].text
