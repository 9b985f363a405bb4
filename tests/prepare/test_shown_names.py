"""Helpers that make tags of the names of tensors are told the names of TensorFlow 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

PROGRAM = """\
import tensorflow as tf


def activation_summary(x):
    {first}
    tf.summary.histogram({tag} + '/activations', x)


x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('fc1') as scope:
    w = tf.get_variable('w', [3, 4])
    h = tf.nn.relu(tf.matmul(x, w), name=scope.name)
    activation_summary(h)
with tf.variable_scope('fc2') as scope:
    w2 = tf.get_variable('w', [4, 2])
    y = tf.nn.{op}(tf.matmul(h, w2){name})
    activation_summary(y)
summary_op = tf.summary.merge_all()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    writer = tf.summary.FileWriter('logs')
    writer.add_summary(sess.run(summary_op, {{x: [[1, 2, 3]]}}), 0)
"""


def converted(first: str = "pass", tag: str = "x.op.name", op: str = "relu", name: str = "") -> ProgramResult:
    text = PROGRAM.format(first=first, tag=tag, op=op, name=name)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result


@pytest.mark.parametrize(("first", "tag"), [("pass", "x.op.name"), ("tag = x.op.name", "tag")])
def test_the_helper_is_told_the_names(first: str, tag: str) -> None:
    result = converted(first, tag, name=", name='out'")
    assert result.level is Level.NATIVE
    text = result.files[0].text
    assert "def activation_summary(x, name):" in text
    assert "activation_summary(h, 'fc1/fc1')" in text
    assert "activation_summary(y, 'fc2/out')" in text


@pytest.mark.parametrize(
    ("op", "name"),
    [
        ("relu", ""),  # TensorFlow names it, perhaps with a number
        ("dropout", ", 0.5, name='out'"),  # a scope has the name
        ("relu", ", name='Matmul'"),  # the product has it already
    ],
)
def test_a_name_that_is_not_sure_keeps_the_program_as_a_graph(op: str, name: str) -> None:
    result = converted(op=op, name=name)
    assert result.level is Level.COMPAT
    assert "TF512" in {f.code for f in result.findings}
