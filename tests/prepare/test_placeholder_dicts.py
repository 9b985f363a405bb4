"""Placeholders that are kept in a dict."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
ph = {
    'x': tf.placeholder(tf.float32, [2]),
    'rate': tf.placeholder(tf.float32, []),
}
y = ph['x'] * ph['rate']
z = ph['x'] + 1.
values = {'x': [1., 2.], 'rate': 3.}
sess = tf.Session()
"""
CLASS = """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.ph = {'x': tf.placeholder(tf.float32, [2]), 'rate': tf.placeholder(tf.float32, [])}
        self.y = self.ph['x'] * self.ph['rate']
        self.sess = tf.Session()
    def feed(self, values):
        return {p: values[k] for k, p in self.ph.items()}
    def run(self, values):
        return self.sess.run(self.y, self.feed(values))
net = Net()
print(net.run({'x': [1., 2.], 'rate': 3.}), net.sess.run(net.y, {net.ph['x']: [1., 2.], net.ph['rate']: 1.}))
"""


def converted(body: str, head: str = HEAD) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), head + body)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    ("body", "call"),
    [
        ("print(sess.run(y, {ph['x']: [1., 2.], ph['rate']: 3.}))\n", "y([1., 2.], 3.)"),
        ("print(sess.run(y, {ph[k]: values[k] for k in ph}))\n", "y(values['x'], values['rate'])"),
        ("print(sess.run(y, {p: values[k] for k, p in ph.items()}))\n", "y(values['x'], values['rate'])"),
        (
            "feed = {}\nfor k in ph:\n    feed[ph[k]] = values[k]\nprint(sess.run(y, feed))\n",
            "feed['x'] = values['x']\nfeed['rate'] = values['rate']\nprint(y(**feed)",
        ),
        ("print(sess.run(z, {ph['x']: [1., 2.]}))\n", "z([1., 2.])"),
    ],
)
def test_every_placeholder_has_a_name_of_its_own(body: str, call: str) -> None:
    level, text = converted(body)
    assert level is Level.NATIVE
    assert "x = tf.TensorSpec([2], tf.float32)\nrate = tf.TensorSpec([], tf.float32)\n" in text
    assert call in text


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    level, text = converted("x = 5\nprint(x, sess.run(z, {ph['x']: [1., 2.]}))\n")
    assert level is Level.NATIVE
    assert "ph_x = tf.TensorSpec([2], tf.float32)\n" in text


def test_the_dict_of_an_object_becomes_attributes() -> None:
    level, text = converted("", CLASS)
    assert level is Level.NATIVE
    assert "self.x = tf.TensorSpec([2], tf.float32)\n" in text
    assert "return {'x': values['x'], 'rate': values['rate']}" in text


@pytest.mark.parametrize(
    "body",
    [
        "key = 'x'\nprint(sess.run(z, {ph[key]: [1., 2.]}))\n",
        "ph['t'] = tf.placeholder(tf.float32)\nprint(sess.run(z, {ph['x']: [1., 2.]}))\n",
        "def f(d):\n    return {d['x']: [1., 2.]}\nprint(sess.run(z, f(ph)))\n",
        "print(sess.run(y, {ph[k]: v for k, v in values.items()}))\n",
        "print(sess.run(y, {ph[k]: values[k] for k in ph if k}))\n",
        "print(len(ph), sess.run(z, {ph['x']: [1., 2.]}))\n",
    ],
)
def test_a_dict_that_is_used_in_other_ways_is_left(body: str) -> None:
    assert converted(body)[0] is Level.COMPAT
