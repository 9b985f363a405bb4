"""Statements that work out static shapes go where the tensors go, if nothing that stays reads them."""

from __future__ import annotations

import textwrap

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 8])
h = tf.layers.dense(x, 6, name='h')
h = tf.reshape(h, [-1, 2, 3])
{asked}
flat = tf.reshape(h, [-1, size])
y = tf.reduce_sum(flat, 1)
{also}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: np.ones((2, 8))}}))
"""


def conversion(asked: str, also: str = "") -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source(PROGRAM.format(asked=textwrap.dedent(asked), also=also).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    "asked",
    [
        "size = h.shape[1] * h.shape[2]",
        "shape = h.get_shape().as_list()\nsize = int(np.prod(shape[1:]))",
        "_, a, b = h.get_shape().as_list()\nsize = a * b",
    ],
)
def test_a_size_goes_into_the_function_that_needs_it(asked: str) -> None:
    text, codes = conversion(asked)
    assert codes == []
    function = text[text.index("def y(") :]
    assert all(line in function for line in asked.splitlines())


@pytest.mark.parametrize("also", ["print(size)", "w = tf.Variable(tf.zeros([size]))"])
def test_a_size_that_code_outside_reads_is_asked_of_a_function(also: str) -> None:
    text, codes = conversion("size = h.shape[1] * h.shape[2]", also)
    asked = "compute_h.get_concrete_function().output_shapes"
    assert f"size = {asked}[1] * {asked}[2]" in text
    assert codes == []


def test_what_a_size_decides_is_decided_by_the_shape_of_the_specification() -> None:
    text, codes = conversion("size = 6 if h.shape[0].value is None else 3")
    assert "size = 6 if compute_h.get_concrete_function().output_shapes[0] is None else 3" in text
    assert codes == []


def test_an_assertion_stays_between_what_binds_its_name_and_what_binds_it_anew() -> None:
    text = convert_source(
        b"import sys\nimport tensorflow as tf\nwidth = len(sys.argv) + 1\n"
        b"x = tf.placeholder(tf.float32, [4, 2])\nw = tf.Variable(tf.ones([2, 2]))\n"
        b"h = tf.matmul(x, w)\nassert h.get_shape() == [4, width]\n"
        b"h = tf.reshape(h, [-1])\nloss = tf.reduce_mean(h)\n"
        b"step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"
        b"with tf.Session() as sess:\n    sess.run(tf.global_variables_initializer())\n"
        b"    print(sess.run([step, loss], {x: [[1., 2.]] * 4}))\n"
    )
    after = text.programs[0].files[0].after.decode()
    assert (
        "        h = tf.matmul(x, w)\n        assert h.get_shape() == [4, width]\n"
        "        h = tf.reshape(h, [-1])\n"
    ) in after


def test_what_reads_a_name_before_it_is_bound_anew_stays_between_too() -> None:
    result = convert_source(
        b"import tensorflow as tf\nx = tf.placeholder(tf.float32, [4, 2])\nw = tf.Variable(tf.ones([2, 2]))\n"
        b"h = tf.matmul(x, w)\ntotal = tf.reduce_sum(h)\nh = tf.nn.tanh(h)\nloss = tf.reduce_mean(h)\n"
        b"step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"
        b"with tf.Session() as sess:\n    sess.run(tf.global_variables_initializer())\n"
        b"    _, a, b = sess.run([step, loss, total], {x: [[1., 2.]] * 4})\n    print(a, b)\n"
    )
    after = result.programs[0].files[0].after.decode()
    assert "        total = tf.reduce_sum(h)\n        h = tf.nn.tanh(h)\n" in after
