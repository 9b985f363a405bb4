"""Methods are given the tensors of their object that they read, where every call can give them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

MADE = """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.w = tf.Variable(tf.ones([2, 2]))
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.rate = tf.placeholder(tf.float32, [])
        self.one = {one}
        self.two = {two}
"""
RUN = """\
net = Net()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([net.one, net.two], {net.x: [[1.0, 2.0]], net.rate: 0.5}))
"""
HIDDEN = "    def hidden(self, x, name='h'):\n        return tf.matmul(x, self.w) * self.rate\n"
ONE, TWO = "self.hidden(self.x)", "self.hidden(self.one, 'g')"


def converted(methods: str, one: str = ONE, two: str = TWO, more: str = "") -> tuple[Level, str, set[str]]:
    text = MADE.format(one=one, two=two) + methods + more + RUN
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def test_a_call_with_defaults_left_out_names_what_it_gives() -> None:
    level, text, codes = converted(HIDDEN)
    assert level is Level.NATIVE, codes
    assert "def hidden(self, x, name='h', rate=None):\n        return tf.matmul(x, self.w) * rate\n" in text
    assert "one = self.hidden(x, rate=rate)" in text and "self.hidden(one, 'g', rate)" in text


def test_methods_that_call_each_other_hand_it_on() -> None:
    outer = "    def outer(self, x):\n        return self.hidden(x, 'a') + 1.0\n"
    level, text, codes = converted(HIDDEN + outer, "self.outer(self.x)", "self.outer(self.one)")
    assert level is Level.NATIVE, codes
    assert "return self.hidden(x, 'a', rate) + 1.0" in text
    assert "one = self.outer(x, rate)" in text and "two = self.outer(one, rate)" in text


def test_a_parameter_of_the_same_name_is_kept_apart() -> None:
    scaled = "    def hidden(self, rate):\n        return tf.matmul(rate, self.w) * self.rate\n"
    level, text, codes = converted(scaled, two="self.hidden(self.one)")
    assert level is Level.NATIVE, codes
    assert "def hidden(self, rate, rate_1):\n        return tf.matmul(rate, self.w) * rate_1\n" in text


@pytest.mark.parametrize(
    ("methods", "one", "two", "more"),
    [
        (HIDDEN, ONE, TWO, "    def again(self):\n        f = self.hidden\n        return f\n"),  # handed on
        (HIDDEN.replace("x, name='h'", "*x").replace("x, ", "x[0], "), ONE, TWO, ""),
        (HIDDEN, ONE, "self.hidden(*[self.one])", ""),
        (HIDDEN, ONE, TWO, "    def again(self):\n        self.rate = 1.0\n"),  # set twice
        (HIDDEN, ONE, TWO, "class Other(object):\n    def hidden(self):\n        return 1\n"),
    ],
)
def test_what_may_mean_something_else_is_refused(methods: str, one: str, two: str, more: str) -> None:
    level, _, codes = converted(methods, one, two, more)
    assert level is Level.COMPAT and "TF219" in codes
