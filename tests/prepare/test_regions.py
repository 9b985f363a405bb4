"""Regions of names, and changes of texts."""

from __future__ import annotations

import ast

import pytest

from tf2codemod.prepare.edits import Edits, remove_arguments, remove_parameters
from tf2codemod.prepare.regions import asks_for_names, regions_of


def lines(code: str, name: str = "w") -> list[list[int]] | None:
    """The lines of the occurrences of a name, region by region."""
    found = regions_of(ast.parse(code), name)
    return None if found is None else [sorted(n.lineno for n in r.names) for r in found]


def test_a_statement_that_binds_a_name_begins_a_region() -> None:
    assert lines("w = 1\nprint(w)\nw = w + 1\nprint(w)\n") == [[], [1, 2, 3], [3, 4]]


def test_a_block_that_may_not_run_begins_none() -> None:
    assert lines("w = 1\nif w:\n    w = 2\nprint(w)\nfor w in []:\n    w = 3\nw += 1\n") == [
        [],
        [1, 2, 3, 4, 5, 6, 7],
    ]


def test_the_statements_of_a_with_block_run_in_line() -> None:
    assert lines("with a(w) as b:\n    w = 1\nprint(w)\nwith b:\n    x, w = 2, w\n") == [[1], [2, 3, 5], [5]]


@pytest.mark.parametrize(
    "code",
    [
        "w = 1\ndef f():\n    return w\nw = 2\n",
        "w = 1\nf = lambda: w\nw = 2\n",
        "w = 1\nf = lambda v=w: v\nw = 2\n",
        "w = 1\ng = (w for _ in [1])\nw = 2\n",
        "w = 1\nclass A:\n    v = w\nw = 2\n",
        "w = 1\ndef f():\n    global w\n    w = 3\nw = 2\n",
        "w = 1\ndel w\nw = 2\n",
        "w = 1\nprint(w := 3)\nw = 2\n",
        "w = 1\nimport os as w\nw = 2\n",
        "w = [1]\nw[0], w = 2, 3\n",
    ],
)
def test_uses_that_do_not_follow_the_lines(code: str) -> None:
    assert lines(code) is None


def test_inner_code_with_a_name_of_its_own() -> None:
    code = "w = 1\nf = lambda w: w\ndef g(w=0):\n    return w\nv = [w for w in [w]]\ns = sum(w for _ in v)\n"
    assert lines(code) == [[], [1, 5, 6]]


def test_lines_of_a_new_text_know_where_they_come_from() -> None:
    text = "a = 'ä'; b = a\nreturn_ = 1\nc = (a,\n     b)\n"
    edits = Edits(text)
    body = ast.parse(text).body
    name = body[1].value  # type: ignore[attr-defined]
    edits.rename(name, "first\n.part")
    assert edits.remove_line(body[2])
    assert not edits.remove_line(body[0])
    edited = edits.apply()
    assert edited.text == "a = 'ä'; b = first\n.part\nc = (a,\n     b)\n"
    assert [edited.before(n) for n in (1, 3, 4, 99)] == [1, 3, 4, 1]


@pytest.mark.parametrize(
    ("gone", "call", "head"),
    [
        ({"a"}, "f(b, c=c)", "def m(self, b, c=0): pass"),
        ({"b"}, "f(a, c=c)", "def m(self, a, c=0): pass"),
        ({"b", "c"}, "f(a)", "def m(self, a): pass"),
        ({"a", "c"}, "f(b)", "def m(self, b): pass"),
        ({"a", "b", "c"}, "f()", "def m(self): pass"),
    ],
)
def test_arguments_and_parameters_go_together(gone: set[str], call: str, head: str) -> None:
    text = "f(a, b, c=c)\ndef m(self, a, b, c=0): pass\n"
    edits = Edits(text)
    first, code = ast.parse(text).body
    site = first.value  # type: ignore[attr-defined]
    given = {**{a.id: a for a in site.args}, **{k.arg: k.value for k in site.keywords}}
    remove_arguments(edits, site, [given[n] for n in sorted(gone)])
    assert isinstance(code, ast.FunctionDef)
    remove_parameters(edits, code, gone)
    assert edits.apply().text == f"{call}\n{head}\n"


def test_a_list_of_the_names_of_tensorflow_says_nothing_of_those_of_the_program() -> None:
    assert not asks_for_names(ast.parse("import tensorflow as tf\nif 'concat_v2' in dir(tf):\n    a = 1\n"))
    assert asks_for_names(ast.parse("import model\nif 'a' in dir(model):\n    a = 1\n"))
    assert asks_for_names(ast.parse("import tensorflow as tf\nif 'a' in dir():\n    a = 1\n"))
