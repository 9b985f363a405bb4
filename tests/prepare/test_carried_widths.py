"""Loops that make variables as wide as the tensor that goes round hand its width on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
sizes = [4, 5]
x = tf.placeholder(tf.float32, {shape})
h = {entry}
kept = []
for i, n in enumerate(sizes):
    n_in = {asked}
    w = tf.Variable(tf.truncated_normal({weights}))
    b = tf.Variable(tf.zeros([n]))
    kept.append(w)
    {before}
    h = {layer} + b
    {after}
y = tf.reduce_sum(h)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: {value}}}))
"""
DENSE = {
    "shape": "[None, 3]",
    "entry": "x",
    "asked": "int(h.get_shape()[1])",
    "weights": "[n_in, n]",
    "before": "pass",
    "layer": "tf.nn.tanh(tf.matmul(h, w) + b)",
    "after": "pass",
    "value": "[[1.0, 2.0, 3.0]]",
}
CONVOLUTION = {
    **DENSE,
    "shape": "[None, 16]",
    "entry": "tf.reshape(x, [-1, 4, 4, 1])",
    "asked": "h.get_shape().as_list()[3]",
    "weights": "[3, 3, n_in, n]",
    "layer": "tf.nn.relu(tf.nn.conv2d(h, w, strides=[1, 2, 2, 1], padding='SAME'))",
    "value": "[[1.0] * 16]",
}


def converted(**parts: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(**parts))], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(("parts", "width"), [(DENSE, "3"), (CONVOLUTION, "1")])
def test_the_width_goes_round(parts: dict[str, str], width: str) -> None:
    level, text = converted(**parts)
    assert level is Level.NATIVE
    assert f"h_width = {width}\n" in text
    made, _, computed = text.partition("for i, (n, w, b) in")
    assert "    n_in = h_width\n" in made
    assert "    kept.append(w)\n    h_width = n\n" in made
    assert "h_width" not in computed


@pytest.mark.parametrize(
    "change",
    [
        {"entry": "tf.concat([x, x], 1)"},  # how wide it is no code says
        {"layer": "tf.concat([tf.matmul(h, w)] * 2, 1)[:, :5]"},
        {"after": "n = 7"},  # not what the layer was made with
        {"shape": "[None, sizes[0]]", "before": "sizes.append(3)"},
        {"asked": "int(h.get_shape()[0])"},
    ],
)
def test_a_width_that_is_not_sure_is_asked_for_as_before(change: dict[str, str]) -> None:
    level, text = converted(**{**DENSE, **change})
    assert level is Level.COMPAT
    assert "h_width" not in text
