"""Reshaping a tensor to the shape that it has is left out where that shape cannot be asked for any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
z = tf.placeholder(tf.float32, [None, 4, 4, 3])
w = tf.get_variable("w", [5, 5, 2, 3])
b = tf.get_variable("b", [2])
up = tf.nn.conv2d_transpose(z, w, [8, 8, 8, 2], [1, 2, 2, 1])
out = tf.reshape({tensor}, up.get_shape())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(out, {{z: [[[[0.0] * 3] * 4] * 4] * 8}}))
"""


@pytest.mark.parametrize("tensor", ["tf.nn.bias_add(up, b)", "tf.nn.relu(tf.nn.bias_add(up, b))", "up"])
def test_what_has_the_shape_keeps_it(tensor: str) -> None:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(tensor=tensor))], Options())
    assert result.level is Level.NATIVE
    assert "reshape" not in result.files[0].text


def test_what_may_have_another_shape_is_reshaped() -> None:
    text = PROGRAM.format(tensor="tf.transpose(up)")
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
    assert "tf.reshape(tf.transpose(up), up.get_shape())" in result.files[0].text
