"""Variables that functions with state return."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
def fc(x, n, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [x.get_shape()[1], n])
        return tf.matmul(x, w), w
x = tf.placeholder(tf.float32, [None, 3])
h, w1 = fc(x, 4, 'one')
y, w2 = fc(h, 2, 'two')
"""
RUN = """\
sess = tf.Session()
sess.run(tf.global_variables_initializer())
"""
TAIL = "print(sess.run(y, {x: [[1., 2., 3.]]}))\n"


def converted(graph: str, runs: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + graph + RUN + runs)], Options())
    return result.level, result.files[0].text


def test_a_tensor_of_a_returned_variable_needs_no_call() -> None:
    level, text = converted("norm = tf.norm(w1)\n", TAIL + "print(sess.run(norm))\n")
    assert level is Level.NATIVE
    assert "def norm():\n    return tf.norm(fc.w)\n" in text


def test_a_layer_is_built_before_its_variable_is_read() -> None:
    level, text = converted("", "print(sess.run(w2))\n" + TAIL)
    assert level is Level.NATIVE
    assert "y.get_concrete_function()  # builds the layers\n" in text
    assert "print(fc_1.w.numpy())\n" in text


def test_a_returned_variable_is_given_to_a_function() -> None:
    level, text = converted("", "def show(v):\n    print(sess.run(v))\n" + TAIL + "show(w1)\n")
    assert level is Level.NATIVE
    assert "show(fc.w)\n" in text


@pytest.mark.parametrize(
    ("graph", "runs"),
    [
        ("", TAIL + "print(w1.name, sess.run(w1))\n"),
        ("norm = tf.norm(w1)\nh, w1 = fc(h, 2, 'three')\n", TAIL + "print(sess.run(norm), sess.run(w1))\n"),
    ],
)
def test_names_and_other_meanings_keep_a_program_as_it_is(graph: str, runs: str) -> None:
    assert converted(graph, runs)[0] is Level.COMPAT
