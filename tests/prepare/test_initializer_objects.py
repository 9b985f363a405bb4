"""Initializers that an object keeps are made where they are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
class Net(object):
    def __init__(self, scale=0.1):
        self.w_init = {made}
        self.x = tf.placeholder(tf.float32, [None, 3])
        h = self.dense(self.x, 4, 'h')
        self.out = self.dense(h, 2, 'out')
    def dense(self, x, size, name):
        return tf.layers.dense(x, size, kernel_initializer=self.w_init, name=name)
{more}net = Net()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(net.out, {{net.x: [[1.0, 2.0, 3.0]]}}))
"""


def converted(made: str, more: str = "") -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(made=made, more=more))], Options())
    return result.level, result.files[0].text


def test_each_layer_has_an_initializer_of_its_own() -> None:
    level, text = converted("tf.random_normal_initializer(0., .1)")
    assert level is Level.NATIVE
    assert "Dense(size, kernel_initializer=tf.random_normal_initializer(0., .1))" in text
    assert "self.w_init" not in text


@pytest.mark.parametrize(
    ("made", "more"),
    [
        ("tf.random_normal_initializer(0., scale)", ""),  # means something in its method alone
        ("tf.random_normal_initializer()", "    def reset(self):\n        self.w_init = None\n"),
    ],
)
def test_what_is_not_the_same_everywhere_stays(made: str, more: str) -> None:
    assert converted(made, more)[0] is Level.COMPAT
