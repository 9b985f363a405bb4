"""What is fed to placeholders that nothing is computed from is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
flag = tf.placeholder(tf.bool)
w = tf.Variable(tf.ones([2, 1]))
y = tf.matmul(x, w)
{more}
sess = tf.Session()
sess.run(tf.global_variables_initializer())
def value():
    return True
{feed}
print(sess.run(y, feed))
"""


def converted(feed: str, more: str = "") -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(feed=feed, more=more))], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    ("feed", "written"),
    [
        ("feed = {x: [[1.0, 2.0]], flag: True}", "feed = {'x': [[1.0, 2.0]]}"),
        ("feed = {flag: True, x: [[1.0, 2.0]]}", "feed = {'x': [[1.0, 2.0]]}"),
        ("feed = {x: [[1.0, 2.0]],\n        flag: True}", "feed = {'x': [[1.0, 2.0]]}"),
        ("feed = {x: [[1.0, 2.0]]}\nfeed[flag] = True", "feed = {'x': [[1.0, 2.0]]}"),
    ],
)
def test_the_entry_goes_with_its_placeholder(feed: str, written: str) -> None:
    level, text = converted(feed)
    assert level is Level.NATIVE
    assert written in text and "flag" not in text


def test_a_value_that_is_computed_stays() -> None:
    level, _ = converted("feed = {x: [[1.0, 2.0]], flag: value()}")
    assert level is Level.COMPAT


def test_a_placeholder_that_something_is_computed_from_stays() -> None:
    level, _ = converted("feed = {x: [[1.0, 2.0]], flag: True}", "z = tf.cast(flag, tf.float32)")
    assert level is Level.COMPAT


@pytest.mark.parametrize(
    ("use", "level"),
    [
        ("with tf.control_dependencies(ops):\n    y = y + 1.0\n", Level.NATIVE),
        ("with tf.control_dependencies(ops):\n    y = y + 1.0\nprint(len(ops))\n", Level.COMPAT),
    ],
)
def test_an_empty_list_of_ops_to_wait_for_goes(use: str, level: Level) -> None:
    made = "ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n"
    found, text = converted("feed = {x: [[1.0, 2.0]]}", made + use)
    assert found is level
    assert ("ops" in text) is (level is Level.COMPAT)
