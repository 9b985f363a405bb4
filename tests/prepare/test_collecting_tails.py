"""What helpers add to collections is added by their callers, where each result has a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HELPER = """\
import tensorflow as tf
rate = 1.0
def weight(shape, wd=0.1):
    w = tf.Variable(tf.ones(shape))
{tail}    return w
"""
NET = """\
x = tf.placeholder(tf.float32, [None, 3])
{made}
loss = tf.add_n(tf.get_collection('losses')) + tf.reduce_mean(tf.matmul(tf.matmul(x, {w}), {v}))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
sess.run(train, {{x: [[1., 2., 3.]]}})
"""
MADE = "w = weight([3, 2])\nv = weight([2, 1], {wd})"
ADD = "    tf.add_to_collection('losses', wd * tf.nn.l2_loss(w))\n"


def native(tail: str = ADD, made: str = MADE.format(wd="0.2"), w: str = "w", v: str = "v") -> str | None:
    program = HELPER.format(tail=tail) + NET.format(made=made, w=w, v=v)
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    return result.files[0].text if result.level is Level.NATIVE else None


@pytest.mark.parametrize(
    ("tail", "made", "lines"),
    [
        (ADD, MADE.format(wd="0.2"), ["w_loss = 0.1 * tf.nn.l2_loss(w)", "v_loss = 0.2 * tf.nn.l2_loss(v)"]),
        (
            "    if wd is not None:\n    " + ADD,
            MADE.format(wd="None"),
            ["w_loss = 0.1 * tf.nn.l2_loss(w)", "tf.add_n([w_loss])"],
        ),
        (
            "    decay = wd * tf.nn.l2_loss(w)\n    tf.add_to_collection('losses', decay)\n",
            MADE.format(wd="rate"),
            ["decay_1 = 0.1 * tf.nn.l2_loss(w)", "decay_2 = rate * tf.nn.l2_loss(v)"],
        ),
    ],
)
def test_callers_add_what_helpers_added(tail: str, made: str, lines: list[str]) -> None:
    text = native(tail, made)
    assert text is not None
    assert "def weight(shape):\n    w = tf.Variable(tf.ones(shape))\n    return w\n" in text
    assert all(line in text for line in lines)


@pytest.mark.parametrize(
    ("made", "w", "v"),
    [
        ("ws = {'w': weight([3, 2]), 'v': weight([2, 1])}", "ws['w']", "ws['v']"),
        ("ws = [weight([3, 2]), weight([2, 1])]", "ws[0]", "ws[1]"),
    ],
)
def test_entries_of_displays(made: str, w: str, v: str) -> None:
    text = native(made=made, w=w, v=v)
    assert text is not None and f"0.1 * tf.nn.l2_loss({v})" in text


@pytest.mark.parametrize(
    ("tail", "made"),
    [
        ("    if wd > 0.1:\n    " + ADD, "import random\nk = random.random()\n" + MADE.format(wd="k")),
        (ADD + "    print('made')\n", MADE.format(wd="0.2")),
        (
            "    n = 1\n    for size in shape:\n        n = n + size\n" + ADD.replace("wd", "n"),
            MADE.format(wd="0.2"),
        ),
        (ADD, "w = weight([3, 2])\nv = tf.identity(weight([2, 1]))"),
        (ADD, "make = weight\n" + MADE.format(wd="0.2")),
    ],
)
def test_helpers_that_are_left_alone(tail: str, made: str) -> None:
    assert native(tail, made) is None


def test_layers_called_with_nothing_are_refused() -> None:
    """A function in a function of layers that only makes a variable would be a layer without inputs."""
    program = (
        "import tensorflow as tf\ndef make(name, shape):\n    return tf.get_variable(name, shape)\n"
        "def net(x, name):\n    with tf.variable_scope(name):\n"
        "        return tf.matmul(tf.layers.dense(x, 2), make('w', [2, 2]))\n"
        "x = tf.placeholder(tf.float32, [None, 3])\ny = net(net(x, 'a'), 'b')\n"
        "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
        "print(sess.run(y, {x: [[1., 2., 3.]]}))\n"
    )
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    assert "def call(self):" not in result.files[0].text
