"""Variables of layers are looked at outside of runs where they come from a written list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf


def pick(variables, scope):
    return [v for v in variables if scope in v.name]


def show(variable):
    print(variable.get_shape())


x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('main'):
    q = tf.layers.dense(x, 2)
everything = tf.trainable_variables()
loss = tf.reduce_mean(q)
train = tf.train.GradientDescentOptimizer(.1).minimize(loss, var_list=everything)
{look}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train], {{x: [[1., 2., 3.]]}})[0])
"""
BUILT = "train.get_concrete_function()  # builds the layers\n"


def converted(look: str) -> tuple[Level, str, set[str]]:
    text = PROGRAM.format(look=look)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize(
    ("look", "after"),
    [
        (
            "for v in tf.trainable_variables():\n    print(v.get_shape())",
            "for v in dense.trainable_variables:\n    print(v.shape)",
        ),
        ("print(sum(v.shape.num_elements() for v in everything))",) * 2,
        ("print([v.shape[0] for _, v in enumerate(everything)])",) * 2,
        ("for v in sorted(everything, key=lambda v: -len(v.shape)):\n    show(v)",) * 2,
        ("print(everything[0].shape, len(everything))",) * 2,
    ],
)
def test_the_layers_are_built_before_they_are_looked_at(look: str, after: str) -> None:
    level, text, codes = converted(look)
    assert level is Level.NATIVE, codes
    assert BUILT + after.replace("everything", "dense.trainable_variables") in text


@pytest.mark.parametrize(
    "look",
    [
        "print(len(pick(everything, 'main')))",
        "print(max(everything, key=lambda v: v.op.name).shape)",
    ],
)
def test_names_of_variables_are_not_read_from_layers(look: str) -> None:
    level, _, codes = converted(look)
    assert level is Level.COMPAT and codes & {"TF325", "TF320", "TF230"}


def test_names_are_not_read_by_helpers_that_functions_call() -> None:
    some = "pick(tf.trainable_variables()[:1], 'main') + pick(tf.trainable_variables(), 'main')"
    look = f"halve = [v.assign(v * .5) for v in {some}]"
    text = PROGRAM.format(look=look).replace("    print(sess", "    sess.run(halve)\n    print(sess")
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
    assert "TF325" in {f.code for f in result.findings}
