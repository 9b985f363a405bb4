"""Losses that a program collects under a name of its own are added up where it reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
w = tf.get_variable('w', [3, 2], initializer=tf.ones_initializer())
v = tf.get_variable('v', [2, 1], initializer=tf.ones_initializer())
"""
END = """\
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([loss, train], {x: [[1., 2., 3.]]})[0])
"""
DECAY = """\
tf.add_to_collection('losses', tf.nn.l2_loss(w) * 0.1)
tf.add_to_collection('losses', tf.nn.l2_loss(v))
"""
LOSS = "ce = tf.reduce_mean(tf.square(tf.matmul(tf.matmul(x, w), v)))\ntf.add_to_collection('losses', ce)\n"
TOTAL = "loss = tf.add_n(tf.get_collection('losses'))\n"


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    "middle",
    [
        DECAY + LOSS + TOTAL,
        "def decay():\n" + indented(DECAY) + "decay()\n" + LOSS + TOTAL,
        "def total():\n" + indented(LOSS + TOTAL + "return loss\n") + DECAY + "loss = total()\n",
    ],
)
def test_collected_losses_are_added_up(middle: str) -> None:
    level, text, codes = converted(HEAD + middle + END)
    assert level is Level.NATIVE, codes
    assert "losses_1 = tf.nn.l2_loss(w) * 0.1\n" in text and "losses_2 = tf.nn.l2_loss(v)\n" in text
    assert "tf.add_n([losses_1, losses_2, ce])" in text and "collection" not in text


@pytest.mark.parametrize(
    "middle",
    [
        "for u in (w, v):\n    tf.add_to_collection('losses', tf.nn.l2_loss(u))\n" + LOSS + TOTAL,
        "def decay(u):\n    tf.add_to_collection('losses', tf.nn.l2_loss(u))\ndecay(w)\ndecay(v)\n"
        + LOSS
        + TOTAL,
        "if len(__file__) > 3:\n    tf.add_to_collection('losses', tf.nn.l2_loss(w))\n" + LOSS + TOTAL,
    ],
)
def test_what_loops_branches_and_helpers_collect_is_told(middle: str) -> None:
    level, _, codes = converted(HEAD + middle + END)
    assert level is Level.COMPAT and codes
