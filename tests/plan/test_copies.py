"""Lists that change after the graph was built from them."""

from __future__ import annotations

import textwrap

from tf2codemod.api import convert_source

HEAD = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
scale = 2.0
y = x * scale
"""
RUN = """
sess = tf.Session()
print(sess.run(y, {x: [1., 2.]}))
"""


def conversion(program: str) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source(textwrap.dedent(program).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_a_list_that_changes_is_copied_where_it_was_read() -> None:
    program = "bias = [1., 1.]\nz = y + tf.constant(bias)\nbias[0] = 5.\n"
    text, codes = conversion(HEAD + program + RUN + "print(sess.run(z, {x: [1., 2.]}))\n")
    assert "bias_then = list(bias)\n" in text and "tf.constant(bias_then)" in text
    assert codes == []


def test_a_list_of_lists_that_changes_is_left() -> None:
    program = "bias = [[1., 1.]]\nz = y + tf.constant(bias)\nbias[0] = [5., 5.]\n"
    _, codes = conversion(HEAD + program + RUN + "print(sess.run(z, {x: [1., 2.]}))\n")
    assert codes == ["TF224"]
