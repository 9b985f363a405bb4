"""Statements that look at variables of layers stand where functions can build the layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
h = tf.layers.dense(x, 2)
# How large is it?
sizes = [np.prod(v.shape.as_list()) for v in tf.trainable_variables()]
print(sizes)
loss = tf.reduce_mean(h)
{between}
train = tf.train.AdamOptimizer(.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train], {{x: [[1., 2., 3.]]}})[0])
"""
LOOKS = """\
train.get_concrete_function()  # builds the layers
# How large is it?
sizes = [np.prod(v.shape.as_list()) for v in dense.trainable_variables]
print(sizes)
"""


def converted(between: str) -> tuple[Level, str, set[str]]:
    text = PROGRAM.format(between=between)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize("between", ["loss = loss * 2.", "rate = float(max(1, 2))"])
def test_what_only_builds_stands_before_the_look(between: str) -> None:
    level, text, codes = converted(between)
    assert level is Level.NATIVE, codes
    assert LOOKS in text
    assert text.count("# How large is it?") == 1


@pytest.mark.parametrize(
    "between",
    [
        "w = tf.get_variable('w', [2])\nloss = loss * tf.reduce_sum(w)",  # one more to count
        "loss = loss * len(sizes)",
        "sizes = 3",
        "rate = np.random.rand()",
    ],
)
def test_other_statements_keep_the_look_where_it_is(between: str) -> None:
    level, text, _ = converted(between)
    assert level is Level.COMPAT or LOOKS not in text


def test_what_is_shown_later_is_still_shown_later() -> None:
    level, text, codes = converted("print('here')")
    assert level is Level.NATIVE, codes
    assert f"{LOOKS}print('here')\n" in text


OBJECT = """\
import tensorflow as tf


class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.layers.dense(self.x, 2)
        self.n = len([v.shape for v in tf.trainable_variables()])
        self.build_loss()

    def build_loss(self):
        self.loss = tf.reduce_mean(self.y) * {factor}
        self.train = tf.train.GradientDescentOptimizer(.1).minimize(self.loss)


model = Model()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(model.n, sess.run([model.loss, model.train], {{model.x: [[1., 2., 3.]]}})[0])
"""


@pytest.mark.parametrize(("factor", "moves"), [("2.", True), ("self.n", False)])
def test_a_method_that_reads_what_was_looked_up_comes_after_it(factor: str, moves: bool) -> None:
    (result,) = engine.convert([Source(Path("program.py"), OBJECT.format(factor=factor))], Options())
    text = result.files[0].text
    built = text.find("builds the layers")
    assert (result.level is Level.NATIVE and 0 < built < text.find("self.n = len")) is moves
