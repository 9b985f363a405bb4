"""The one object that is built on placeholders makes them itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

NET = """\
import tensorflow as tf
class Net(object):
    def __init__({parameters}):
        {kept}
        self.out = tf.layers.dense(tf.layers.dense({x}, 3), 1)
"""
MAIN = """\
def main():
    size = 2
    x = tf.placeholder(tf.float32, {shape})
    y = tf.placeholder(tf.float32, [None, 1])
    {before}
    net = Net({given})
    {after}
    loss = tf.reduce_mean(tf.square(net.out - y))
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    print(sess.run([step, loss], {{x: [[1.0, 2.0]], y: [[1.0]]}}))
main()
"""


def converted(
    parameters: str = "self, x",
    kept: str = "self.x = x",
    x: str = "self.x",
    shape: str = "[None, 2]",
    given: str = "x",
    before: str = "pass",
    after: str = "pass",
) -> tuple[Level, str]:
    text = NET.format(parameters=parameters, kept=kept, x=x)
    text += MAIN.format(shape=shape, given=given, before=before, after=after)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    ("kept", "x"),
    [("self.x = x", "self.x"), ("self.x = x", "x"), ("self.inputs = x", "self.inputs"), ("pass", "x")],
)
def test_the_placeholder_is_made_where_it_was_kept(kept: str, x: str) -> None:
    level, text = converted(kept=kept, x=x)
    attribute = kept.partition(" ")[0].removeprefix("self.") if kept != "pass" else "x"
    assert level is Level.NATIVE
    assert f"self.{attribute} = tf.TensorSpec([None, 2], tf.float32)" in text
    assert "def __init__(self):" in text and "net = Net()" in text


def test_sizes_of_the_caller_are_handed_on() -> None:
    level, text = converted("self, x, units=3", shape="[None, size]", given="x, units=4")
    assert level is Level.NATIVE
    assert "def __init__(self, size, units=3):" in text and "net = Net(size, units=4)" in text
    assert "tf.TensorSpec([None, size], tf.float32)" in text


def test_an_argument_that_is_given_already_stands_for_its_name() -> None:
    level, text = converted("self, x, width", shape="[None, size]", given="x, size")
    assert level is Level.NATIVE
    assert "def __init__(self, width):" in text and "tf.TensorSpec([None, width], tf.float32)" in text


@pytest.mark.parametrize(
    ("before", "after", "shape"),
    [
        ("h = x * 2.0", "net.out = net.out + h", "[None, 2]"),  # used before there is an object
        ("pass", "net = Net(x)", "[None, 2]"),  # two objects
        ("pass", "x = 1", "[None, 2]"),
        ("pass", "pass", "[None, (lambda: 2)()]"),
    ],
)
def test_what_is_not_the_objects_alone_is_refused(before: str, after: str, shape: str) -> None:
    _, text = converted(before=before, after=after, shape=shape)
    assert "Net(x)" in text


def test_two_placeholders_that_are_not_kept_are_both_made() -> None:
    text = NET.format(parameters="self, x, z", kept="pass", x="x * z") + MAIN.format(
        shape="[None, 2]", given="x, z", before="z = tf.placeholder(tf.float32, [2])", after="pass"
    )
    text = text.replace("y: [[1.0]]", "y: [[1.0]], z: [1.0, 2.0]")
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE
    assert "self.x = tf.TensorSpec([None, 2], tf.float32)" in result.files[0].text
    assert "self.z = tf.TensorSpec([2], tf.float32)" in result.files[0].text
