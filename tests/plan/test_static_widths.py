"""The width of a tensor that moves, asked for by code that stays; placeholders that no run needs."""

from __future__ import annotations

import textwrap

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf

units = 4

def weight(shape):
    return tf.get_variable('w', shape=shape)

def layer(x, width):
    w = weight([int(x.get_shape()[1]), width])
    b = tf.get_variable('b', initializer=tf.constant(0., shape=[{bias}]))
    return tf.nn.relu(tf.matmul(x, w) + b)

x = tf.placeholder(tf.float32, [None, 3])
unused = tf.placeholder(tf.float32, [None, 5])
h = layer(x, units)
size = {asked}
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(h, {{x: [[1., 2., 3.]]}}), size)
"""


def conversion(program: str) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source(textwrap.dedent(program).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    "asked", ["h.get_shape()[1].value", "int(h.shape[-1])", "h.get_shape().as_list()[1]", "h.shape[1].value"]
)
def test_a_width_is_what_decided_it(asked: str) -> None:
    text, codes = conversion(PROGRAM.format(bias="width", asked=asked))
    assert "size = units\n" in text
    assert codes == []


def test_a_width_that_a_sum_may_change_is_asked_of_a_function() -> None:
    text, codes = conversion(PROGRAM.format(bias="7", asked="h.shape[1].value"))
    assert "size = h.get_concrete_function().output_shapes[1]" in text
    assert codes == []


def test_a_width_that_changes_later_is_asked_where_it_is_needed() -> None:
    text, codes = conversion(PROGRAM.format(bias="width", asked="h.shape[1].value") + "units = 5\n")
    assert "size = h.get_concrete_function().output_shapes[1]" in text
    assert codes == []


def test_a_placeholder_that_no_run_needs_is_a_specification() -> None:
    text, codes = conversion(PROGRAM.format(bias="width", asked="3"))
    assert "unused = tf.TensorSpec([None, 5], tf.float32)\n" in text
    assert codes == []


def test_a_statement_that_takes_more_than_the_run_feeds_is_left() -> None:
    _, codes = conversion("""
    import tensorflow as tf

    def both(x, y):
        return x * 2., y * 3.

    x = tf.placeholder(tf.float32, [])
    y = tf.placeholder(tf.float32, [])
    a, b = both(x, y)
    sess = tf.Session()
    print(sess.run(a, {x: 1.}))
    """)
    assert codes == ["TF215"]
