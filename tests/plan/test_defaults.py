"""Placeholders with a default become parameters with a default."""

from __future__ import annotations

import ast
import textwrap

import pytest

from tf2codemod.api import convert_source
from tf2codemod.plan.defaults import default_of

PROGRAM = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None])
a = tf.placeholder_with_default({default}, [])
b = tf.placeholder_with_default(3.0, [])
y = x * a + b
sess = tf.Session()
print(sess.run(y, {{x: [1.]}}))
print(sess.run(y, {{x: [1.], b: 4.}}))
"""


def conversion(program: str) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source(textwrap.dedent(program).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_a_default_that_is_not_fed_is_left_to_the_function() -> None:
    text, codes = conversion(PROGRAM.format(default="2.0"))
    assert "def y(x, a=2.0, b=3.0):" in text
    assert "print(y([1.]).numpy())" in text
    assert "print(y([1.], b=4.).numpy())" in text
    assert codes == []


def test_a_computed_default_is_left() -> None:
    _, codes = conversion(PROGRAM.format(default="tf.reduce_sum([1.0, 2.0])"))
    assert codes == ["TF214"]


def test_a_dict_that_feeds_it_at_some_turns_is_left() -> None:
    loop = """
    for i in range(3):
        feeds = {x: [1.]}
        if i:
            feeds[b] = 2.
        print(sess.run(y, feeds))
    """
    _, codes = conversion(PROGRAM.format(default="2.0") + textwrap.dedent(loop))
    assert codes == ["TF214"]


def test_a_flag_of_a_layer_stays_a_python_value() -> None:
    text, codes = conversion("""
    import tensorflow as tf

    x = tf.placeholder(tf.float32, [None, 2])
    training = tf.placeholder_with_default(False, [])
    y = tf.layers.batch_normalization(x, training=training)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1., 2.]]}))
    """)
    assert "def y(x, training=False):" in text
    assert codes == []


@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        ("1", "int32"),
        ("1.5", "float32"),
        ("True", "bool"),
        ("[1, 2.0]", "float32"),
        ("'a'", "string"),
        ("-1.0", "float32"),
        ("tf.constant(1, tf.float32)", "float32"),
        ("tf.constant([1, 2], dtype=tf.int64)", "int64"),
        ("rate", ""),
        ("np.float64(3)", ""),
        ("3000000000", ""),
        ("[]", ""),
    ],
)
def test_the_type_of_a_default_is_that_of_its_value(text: str, dtype: str) -> None:
    call = ast.parse(f"tf.placeholder_with_default({text}, [])", mode="eval").body
    found = default_of(call)
    assert (found.dtype if found is not None else "") == dtype
