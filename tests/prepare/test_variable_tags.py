"""Loops that make tags of the names of variables have the names of TensorFlow 1 written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 3{name})
y = tf.layers.dense(h, 1)
for v in tf.trainable_variables():
    tf.summary.histogram({tag}, v)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs")
    sess.run(tf.global_variables_initializer())
    writer.add_summary(sess.run(merged, {{x: [[1.0, 2.0]]}}), 0)
"""


@pytest.mark.parametrize(
    ("tag", "name", "listed"),
    [
        ("v.name", "", "['dense/kernel:0', 'dense/bias:0', 'dense_1/kernel:0', 'dense_1/bias:0']"),
        ("v.op.name", ", name='h'", "['h/kernel', 'h/bias', 'dense/kernel', 'dense/bias']"),
        ("v.op.name + v.name", ", name='h'", "['h/kernel', 'h/bias', 'dense/kernel', 'dense/bias']"),
    ],
)
def test_the_names_are_those_of_tensorflow_1(tag: str, name: str, listed: str) -> None:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(tag=tag, name=name))], Options())
    assert result.level is Level.NATIVE
    assert f"for name, v in zip({listed}, " in result.files[0].text


def test_variables_of_one_name_keep_the_graph() -> None:
    text = PROGRAM.format(tag="v.op.name", name="")
    text = text.replace("y = tf", "a, b = tf.Variable(1.0), tf.Variable(2.0)\ny = a * b + tf")
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
    assert "TF512" in {f.code for f in result.findings}
