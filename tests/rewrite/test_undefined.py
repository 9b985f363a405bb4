"""No text reads a name that went with a scope or a statement."""

from __future__ import annotations

from tf2codemod.api import convert_source
from tf2codemod.rewrite.undefined import unbound_names

PROGRAM = """
import tensorflow as tf


def layer(x, name):
    with tf.variable_scope(name) as scope:
        w = tf.get_variable('w', [3, 2])
        h = tf.matmul(x, w)
    {use}


x = tf.placeholder(tf.float32, [None, 3])
y = layer(x, 'a')
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: [[1., 2., 3.]]}}))
"""


def conversion(use: str) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source(PROGRAM.format(use=use).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_an_op_is_not_called_after_a_scope_that_went() -> None:
    text, codes = conversion("return tf.nn.relu(h, name=scope.name)")
    assert codes == []
    assert "return tf.nn.relu(h)" in text


def test_another_use_of_a_scope_that_went_is_refused() -> None:
    text, codes = conversion("return h + float(len(scope.name))")
    assert "TF325" in codes
    assert "compat.v1" in text


def test_names_are_bound_by_assignments_imports_definitions_and_globals() -> None:
    text = (
        "import a\nfrom b import c as d\ndef e(f):\n    global g\n    g = f\n    return a, d, e, g, len, h\n"
    )
    assert unbound_names(text) == {"h"}


def test_what_a_star_import_gives_is_not_known() -> None:
    assert unbound_names("from a import *\nprint(b)\n") == set()


def test_the_names_of_a_function_called_top_are_its_own() -> None:
    assert unbound_names("def top(x):\n    h = x + 1\n    return h + k\n") == {"k"}
