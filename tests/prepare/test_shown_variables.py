"""Loops that show names of variables of layers are given the names that TensorFlow 1 had for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf


def net(x):
    h = tf.layers.dense(x, 2, name='h')
    return tf.layers.dense(h, 1)


x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('main'):
    q = net(x)
loss = tf.reduce_mean(q)
train = tf.train.GradientDescentOptimizer(.1).minimize(loss)
{show}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train], {{x: [[1., 2., 3.]]}})[0])
"""
NAMES = "'main/h/kernel:0', 'main/h/bias:0', 'main/dense/kernel:0', 'main/dense/bias:0'"
LISTED = f"[\n    {NAMES},\n]"


def converted(show: str, program: str = PROGRAM) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), program.format(show=show))], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize(
    ("show", "after"),
    [
        ("print([v.name for v in tf.trainable_variables()])", f"print({LISTED})"),
        (
            "for w in tf.trainable_variables():\n    print(w.name)",
            f"for name in {LISTED}:\n    print(name)",
        ),
        (
            "for w in tf.trainable_variables():\n    print(w.name, w.shape)",
            f"for name, w in zip({LISTED}, net.trainable_variables):\n    print(name, w.shape)",
        ),
        (
            "for i, w in enumerate(tf.trainable_variables()):\n    print(i, w.op.name, w.name)",
            f"for i, name in enumerate({LISTED.replace(':0', '')}):\n    print(i, name, name + ':0')",
        ),
        (
            "print(sorted({w.name: w.shape for w in tf.trainable_variables()}))",
            f"print(sorted({{name: w.shape for name, w in zip({LISTED}, net.trainable_variables)}}))",
        ),
    ],
)
def test_the_names_are_written_out(show: str, after: str) -> None:
    level, text, codes = converted(show)
    assert level is Level.NATIVE, codes
    assert after in text


@pytest.mark.parametrize(
    "show",
    [
        "for w in tf.trainable_variables():\n    print(w.name)\nprint(w.shape)",
        "for w in tf.trainable_variables():\n    print(w.name, w.shape)\n    w = 3",
    ],
)
def test_a_variable_that_is_used_after_its_loop_stays_bound(show: str) -> None:
    level, text, _ = converted(show)
    assert level is Level.COMPAT or "for name, w in zip" in text


def test_own_variables_stand_before_those_of_parts_in_keras() -> None:
    program = PROGRAM.replace(
        "    return tf.layers", "    h = h * tf.get_variable('s', [2])\n    return tf.layers"
    )
    level, text, _ = converted("for w in tf.trainable_variables():\n    print(w.shape)", program)
    assert level is Level.NATIVE
    assert "for w in [net.trainable_variables[i] for i in (1, 2, 0, 3, 4)]:\n" in text


def test_variables_of_modules_are_sorted_by_attribute() -> None:
    body = (
        "    w, b = tf.get_variable('w', [3, 1]), tf.get_variable('b', [1])\n    return tf.matmul(x, w) + b\n"
    )
    made = "    h = tf.layers.dense(x, 2, name='h')\n    return tf.layers.dense(h, 1)\n"
    program = PROGRAM.replace(made, body)
    level, text, _ = converted("for w in tf.trainable_variables():\n    print(w.shape)", program)
    assert level is Level.NATIVE
    assert "for w in [list(net.trainable_variables)[i] for i in (1, 0)]:\n" in text


def test_variables_of_optimizers_are_shown_too() -> None:
    program = PROGRAM.replace("GradientDescentOptimizer", "AdamOptimizer")
    level, _, codes = converted("for w in tf.global_variables():\n    print(w.shape)", program)
    assert level is Level.COMPAT
    assert "TF320" in codes


def test_names_alone_need_no_layers() -> None:
    program = PROGRAM.replace("loss = ", "{show}\nloss = ").replace(
        "minimize(loss)\n{show}\n", "minimize(loss)\n"
    )
    level, text, codes = converted("names = [v.name for v in tf.trainable_variables()]", program)
    assert level is Level.NATIVE, codes
    assert f"names = {LISTED}\n" in text
    assert "builds the layers" not in text
