"""Layers that are made from tensors: without state they stand at their call, others are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """\
import tensorflow as tf
import tensorflow.contrib.slim as slim
x = tf.placeholder(tf.float32, [None, 3])
p = tf.placeholder(tf.float32)
h = {call}
y = tf.layers.dense(h, 2)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(y, {{x: [[1., 2., 3.]], p: 0.5}}))
"""


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ("tf.layers.dropout(x, p, training=True)", "tf.nn.dropout(x, rate=p)"),
        ("tf.layers.dropout(x, rate=1 - p, training=True)", "tf.nn.dropout(x, rate=1 - p)"),
        ("slim.dropout(x, p)", "tf.nn.dropout(x, rate=1 - p)"),
        ("tf.contrib.layers.dropout(x, keep_prob=p)", "tf.nn.dropout(x, rate=1 - p)"),
        ("tf.nn.dropout(x, p)", "tf.nn.dropout(x, rate=1 - p)"),
    ],
)
def test_a_fed_rate_is_a_scalar_and_is_read_at_each_call(call: str, written: str) -> None:
    level, text, _ = converted(TEXT.format(call=call))
    assert level is Level.NATIVE
    assert written in text and "Dropout(" not in text
    assert "p = tf.TensorSpec([], tf.float32)" in text


def test_a_rate_that_is_known_makes_a_layer() -> None:
    _, text, _ = converted(TEXT.format(call="tf.layers.dropout(x * p, 0.3, training=True)"))
    assert "tf.keras.layers.Dropout(0.3)" in text
    assert "p = tf.TensorSpec(None, tf.float32)" in text


def test_a_layer_with_variables_that_is_made_from_a_tensor_is_told() -> None:
    call = "tf.layers.dense(x, 3, activation=lambda t: t, kernel_regularizer=None, bias_initializer=p)"
    level, _, codes = converted(TEXT.format(call=call))
    assert level is Level.COMPAT and codes - {"TF903"}
