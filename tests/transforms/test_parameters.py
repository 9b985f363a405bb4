"""Parameters leave definitions, and their arguments leave calls."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.parameters import (
    as_keyword,
    keywords_from_gap,
    without_arguments,
    without_parameters,
)

MODULE = cst.Module([])


def call_of(text: str) -> cst.Call:
    call = cst.parse_expression(text)
    assert isinstance(call, cst.Call)
    return call


@pytest.mark.parametrize(
    ("before", "gone", "after"),
    [
        ("f(sess)", {0}, "f()"),
        ("f(sess, a)", {0}, "f(a)"),
        ("f(a, sess)", {1}, "f(a)"),
        ("f(a, sess, b)", {1}, "f(a, b)"),
        ("f(a, sess=sess)", {"sess"}, "f(a)"),
        ("f(sess=sess, b=1)", {"sess"}, "f(b=1)"),
        ("f(sess, a, *rest, **more)", {0}, "f(a, *rest, **more)"),
        ("f(a, b)", set(), "f(a, b)"),
        ("f(a)", {3, "other"}, "f(a)"),
    ],
)
def test_arguments_leave_a_call(before: str, gone: set[int | str], after: str) -> None:
    assert MODULE.code_for_node(without_arguments(call_of(before), gone)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(sess): pass", "def f(): pass"),
        ("def f(sess, a): pass", "def f(a): pass"),
        ("def f(self, sess): pass", "def f(self): pass"),
        ("def f(a, sess=None, b=2): pass", "def f(a, b=2): pass"),
        ("def f(a, *, sess, b): pass", "def f(a, *, b): pass"),
        ("def f(a, sess, *rest): pass", "def f(a, *rest): pass"),
        ("def f(sess, **more): pass", "def f(**more): pass"),
        ("def f(a: int, sess: tf.Session) -> int: pass", "def f(a: int) -> int: pass"),
        ("def f(a): pass", "def f(a): pass"),
    ],
)
def test_parameters_leave_a_definition(before: str, after: str) -> None:
    statement = cst.parse_statement(before)
    assert isinstance(statement, cst.FunctionDef)
    text = MODULE.code_for_node(without_parameters(statement, {"sess"}))
    assert text.strip() == after
    compile(text, "definition", "exec")


def test_a_star_without_a_name_leaves_with_its_last_parameter() -> None:
    statement = cst.parse_statement("def f(a, *, sess): pass")
    assert isinstance(statement, cst.FunctionDef)
    compile(MODULE.code_for_node(without_parameters(statement, {"sess"})), "definition", "exec")


def test_an_argument_gets_its_keyword_once() -> None:
    call = call_of("f(a, b=2)")
    assert [MODULE.code_for_node(as_keyword(a, "n")) for a in call.args] == ["n=a, ", "b=2"]


def test_keywords_are_written_from_the_first_gap_on() -> None:
    arguments = list(call_of("f(a, b, c)").args)
    found = keywords_from_gap(arguments, ["one", "two", "four"], ["one", "two", "three", "four"])
    assert MODULE.code_for_node(cst.Call(cst.Name("f"), found)) == "f(a, b, four=c)"
