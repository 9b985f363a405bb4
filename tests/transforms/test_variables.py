"""Variables of TensorFlow 1 become variables of TensorFlow 2."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.variables import get_variable, variable

MODULE = cst.Module([])
DEFAULT = "keras.initializers.GlorotUniform()"


def call_of(text: str) -> cst.Call:
    call = cst.parse_expression(text)
    assert isinstance(call, cst.Call)
    return call


def code(node: cst.Call | None) -> str | None:
    return None if node is None else MODULE.code_for_node(node)


@pytest.mark.parametrize(
    ("before", "initial", "path", "after"),
    [
        (
            "tf.get_variable('w', [2, 3])",
            "",
            "",
            "tf.Variable(tf.keras.initializers.GlorotUniform()([2, 3]), name='w')",
        ),
        ("tf.get_variable('w', [2], initializer=init)", "callable", "", "tf.Variable(init([2]), name='w')"),
        (
            "tf.get_variable('w', [2], tf.int32, init)",
            "callable",
            "",
            "tf.Variable(init([2], tf.int32), name='w')",
        ),
        (
            "tf.get_variable('w', [3, c / groups], initializer=init)",
            "callable",
            "",
            "tf.Variable(init([3, int(c / groups)]), name='w')",
        ),
        ("tf.get_variable('w', initializer=1.0)", "value", "", "tf.Variable(1.0, name='w')"),
        (
            "tf.get_variable('w', initializer=1, dtype=tf.int64)",
            "value",
            "",
            "tf.Variable(1, name='w', dtype=tf.int64)",
        ),
        (
            "tf.get_variable('w', shape=[2], initializer=init, trainable=False)",
            "callable",
            "",
            "tf.Variable(init([2]), trainable=False, name='w')",
        ),
        (
            "tf.get_variable('w', [2], initializer=init)",
            "callable",
            "a/w",
            "tf.Variable(init([2]), name='a/w')",
        ),
        (
            "tf.get_variable('w' + n, [2], initializer=init)",
            "callable",
            "",
            "tf.Variable(init([2]), name='w' + n)",
        ),
        (
            "tf.get_variable('w', [2], initializer=init, collections=['mine'], caching_device=None)",
            "callable",
            "",
            "tf.Variable(init([2]), name='w')",
        ),
        (
            "tf.get_variable('w', [2], initializer=init, constraint=clip)",
            "callable",
            "",
            "tf.Variable(init([2]), name='w', constraint=clip)",
        ),
    ],
)
def test_get_variable(before: str, initial: str, path: str, after: str) -> None:
    assert code(get_variable(call_of(before), path, initial, DEFAULT, "tf")) == after


def test_get_variable_under_another_name_of_tensorflow() -> None:
    found = get_variable(call_of("T.get_variable('w', [2])"), "", "", "zeros_initializer()", "T")
    assert code(found) == "T.Variable(T.zeros_initializer()([2]), name='w')"


@pytest.mark.parametrize(
    "text",
    ["tf.get_variable(*arguments)", "tf.get_variable('w')", "tf.get_variable('w', [2], synchronization=s)"],
)
def test_get_variable_is_left_where_it_is_not_known(text: str) -> None:
    assert get_variable(call_of(text), "", "", DEFAULT, "tf") is None


def test_get_variable_with_its_type_as_a_string() -> None:
    found = get_variable(call_of("tf.get_variable('w', [2], dtype='float64')"), "", "", DEFAULT, "tf")
    assert found is None or "'float64'" in MODULE.code_for_node(found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.Variable(1.0)", "tf.Variable(1.0)"),
        ("tf.Variable(1.0, False)", "tf.Variable(1.0, False)"),
        ("tf.Variable( x,  name = 'w' )", "tf.Variable( x,  name = 'w' )"),
        ("tf.Variable(1.0, collections=['mine'], name='w')", "tf.Variable(1.0, name='w')"),
        ("tf.Variable(1.0, True, None, True, None, 'w')", "tf.Variable(1.0, trainable=True, name='w')"),
        ("tf.Variable(1.0, validate_shape=True, dtype=tf.float64)", "tf.Variable(1.0, dtype=tf.float64)"),
        (
            "tf.Variable(initial_value=1.0, expected_shape=[], trainable=False)",
            "tf.Variable(1.0, trainable=False)",
        ),
    ],
)
def test_variable(before: str, after: str) -> None:
    assert code(variable(call_of(before), "tf")) == after


def test_variable_with_unpacked_arguments_is_left() -> None:
    assert variable(call_of("tf.Variable(*arguments)"), "tf") is None


def test_variable_with_its_type_by_position() -> None:
    found = variable(call_of("tf.Variable(0, False, None, True, None, 'n', None, tf.int64)"), "tf")
    assert found is None or "tf.int64" in MODULE.code_for_node(found)
