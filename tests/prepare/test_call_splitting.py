"""Functions of which a run needs some results alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

FEEDS = """\
a = tf.placeholder(tf.float32, [None, 2])
b = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 2]))
"""
RUNS = """\
train = tf.train.GradientDescentOptimizer(.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    d = [[1., 2.]]
    sess.run(train, {a: d, b: d})
    print(sess.run(y, {a: d}))
"""


def converted(function: str, call: str) -> tuple[Level, str]:
    program = "import tensorflow as tf\n" + function + FEEDS + call + RUNS
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    return result.level, result.files[0].text


def test_a_function_is_parted_where_it_takes_what_a_run_does_not_feed() -> None:
    level, text = converted(
        "def net(x, t, w):\n    h = tf.matmul(x, w)\n    y = h * 2.\n\n    # error\n    e = y - t\n"
        "    return y, e\n",
        "y, e = net(a, b, w)\nloss = tf.reduce_mean(e)\n",
    )
    assert level is Level.NATIVE
    assert "def net(x, w):\n    h = tf.matmul(x, w)\n    y = h * 2.\n    return y\n" in text
    assert "def net_e(y, t):\n    # error\n    e = y - t\n    return e\n" in text


def test_what_the_second_part_reads_is_handed_on() -> None:
    level, text = converted(
        "def net(x, t, w, k=2.):\n    h = tf.matmul(x, w)\n    y = h * k\n"
        "    loss = tf.reduce_mean(h - t) * k\n    return loss, y\n",
        "loss, y = net(a, b, w)\n",
    )
    assert level is Level.NATIVE
    assert "return y, h\n" in text
    assert "def net_loss(h, t, k=2.):\n" in text
    assert "y, h_1 = net(a, w)\n" in text


def test_a_sum_that_goes_on_is_handed_on() -> None:
    level, text = converted(
        "def net(x, t, w):\n    y = tf.matmul(x, w)\n    loss = tf.reduce_sum(y)\n"
        "    loss += tf.reduce_sum(t)\n    return y, loss\n",
        "y, loss = net(a, b, w)\n",
    )
    assert level is Level.NATIVE
    assert "def net_loss(loss, t):\n    loss += tf.reduce_sum(t)\n    return loss\n" in text


def test_two_values_of_one_statement_get_statements_of_their_own() -> None:
    level, text = converted("", "y, loss = tf.matmul(a, w), tf.reduce_mean(tf.matmul(a, w) - b)\n")
    assert level is Level.NATIVE
    assert "def y(a):\n    return tf.matmul(a, w)\n" in text


@pytest.mark.parametrize(
    "function",
    [
        "def net(x, t, w):\n    e = t * 1.\n    y = tf.matmul(x, w) + e\n    return y, tf.reduce_mean(y)\n",
        "def net(x, t, w):\n    y = tf.matmul(x, w)\n    return (lambda v: v)(y), tf.reduce_mean(y - t)\n",
    ],
)
def test_a_function_that_cannot_be_parted_stays_whole(function: str) -> None:
    assert "def net_" not in converted(function, "y, loss = net(a, b, w)\n")[1]


def test_an_attribute_that_is_not_fed_keeps_a_program_from_being_native() -> None:
    text = (
        "import tensorflow as tf\nclass Net(object):\n    def __init__(self):\n"
        "        self.a = tf.placeholder(tf.float32, [2])\n        self.b = tf.placeholder(tf.float32, [2])\n"
        "        self.y, self.z = tf.split(tf.concat([self.a * 2., self.b], 0), 2)\n"
        "        self.u, self.v = self.pair(self.a, self.b)\n"
        "    def pair(self, p, q):\n        return p * 2., q * 3.\n"
        "net = Net()\nprint(tf.Session().run(net.u, {net.a: [1., 2.]}))\n"
    )
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
