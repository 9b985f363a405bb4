"""Lazy properties become methods that the constructor calls, in the order in which they were built."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

DECORATOR = """\
import functools
import tensorflow as tf
def lazy(function):
    attribute = {attribute}
    @property
    @functools.wraps(function)
    def wrapper(self):
        if not hasattr(self, attribute):
            setattr(self, attribute, {value})
        return getattr(self, attribute)
    return wrapper
"""
NET = """\
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        {first}
    @lazy
    def loss(self):
        return tf.reduce_sum(self.out)
    @lazy
    def out(self):
        return tf.layers.dense(tf.layers.dense(self.x, 3), 1)
    @lazy
    def train(self):
        return tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
net = Net()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([net.train, net.loss], {{net.x: [[1.0, 2.0]]}})[1])
"""


def converted(attribute: str, value: str, first: str) -> tuple[Level, str]:
    text = DECORATOR.format(attribute=attribute, value=value) + NET.format(first=first)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_the_parts_of_a_property_are_built_before_it() -> None:
    level, text = converted("'_' + function.__name__", "function(self)", "self.train")
    assert level is Level.NATIVE
    assert "lazy" not in text and "functools" not in text
    assert text.index("self.build_out()") < text.index("self.build_train()")


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("'_kept'", "function(self)"), ("'_' + function.__name__", "function(self) * 2")],
)
def test_a_decorator_that_does_something_else_stays(attribute: str, value: str) -> None:
    level, text = converted(attribute, value, "self.train")
    assert level is Level.COMPAT and "@lazy" in text
