"""Assignment ops become methods of the variable."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.assignments import method_call

MODULE = cst.Module([])


def rewritten(symbol: str, text: str) -> str | None:
    call = cst.parse_expression(text)
    assert isinstance(call, cst.Call)
    result = method_call(symbol, call)
    return None if result is None else MODULE.code_for_node(result)


@pytest.mark.parametrize(
    ("symbol", "before", "after"),
    [
        ("tf.assign", "tf.assign(v, 1.0)", "v.assign(1.0)"),
        ("tf.assign_add", "tf.assign_add(v, 1.0)", "v.assign_add(1.0)"),
        ("tf.assign_sub", "tf.assign_sub(v, x * 2)", "v.assign_sub(x * 2)"),
        ("tf.assign", "tf.assign(ref=v, value=w)", "v.assign(w)"),
        ("tf.assign", "tf.assign(value=w, ref=v)", "v.assign(w)"),
        ("tf.assign", "tf.assign(v, value=w)", "v.assign(w)"),
        ("tf.assign", "tf.assign(self.v, w)", "self.v.assign(w)"),
        ("tf.assign", "tf.assign(vs[0], w)", "vs[0].assign(w)"),
        ("tf.assign", "tf.assign(find('v'), w)", "find('v').assign(w)"),
        ("tf.assign", "tf.assign(v if c else w, 0)", "(v if c else w).assign(0)"),
        ("tf.assign", "tf.assign(v, 1.0, name='set')", "v.assign(1.0)"),
    ],
)
def test_becomes_a_method(symbol: str, before: str, after: str) -> None:
    assert rewritten(symbol, before) == after


@pytest.mark.parametrize("text", ["tf.assign(*pair)", "tf.assign(v)", "tf.assign(v, *rest)", "tf.assign()"])
def test_is_left_where_its_arguments_are_not_known(text: str) -> None:
    assert rewritten("tf.assign", text) is None
