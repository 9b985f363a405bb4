"""Paths of saved files that have a number in them, which a ``CheckpointManager`` puts at their end."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Cell, Instance, Node, nodes_in
from tf2codemod.plan.call_values import expression_given
from tf2codemod.plan.hints import dtype_of
from tf2codemod.plan.naming import stored_in
from tf2codemod.plan.paths import JOINS

WHOLE = frozenset(("len", "int"))
RANGES = frozenset(("range", "xrange"))
DEEPEST = 8


class NumberedPath(NamedTuple):
    """A path before its number, the number, and whether the file is called otherwise from now on."""

    path: ast.expr
    number: ast.expr
    renamed: bool


def numbered_path(path: ast.expr) -> NumberedPath | None:
    """A path that says a number, taken apart; ``None`` for any other."""
    if isinstance(path, ast.Call) and ast.unparse(path.func) in JOINS and len(path.args) > 1:
        inner = numbered_path(path.args[-1]) if not path.keywords else None
        if inner is None or not isinstance(inner.path, ast.Constant) or "/" in str(inner.path.value):
            return None
        return inner._replace(path=ast.Call(path.func, [*path.args[:-1], inner.path], []))
    pieces = _pieces(path)
    numbers = [i for i, p in enumerate(pieces) if isinstance(p, _Number)]
    if len(numbers) != 1 or not numbers[0]:
        return None
    (place,) = numbers
    before, number, after = pieces[:place], pieces[place], pieces[place + 1 :]
    ends = "".join(str(p.value) for p in after if isinstance(p, ast.Constant))
    stem = before[-1]
    if len(after) != sum(map(_is_text, after)) or "/" in ends or not isinstance(stem, ast.Constant):
        return None
    assert isinstance(number, _Number)
    name = re.sub("[-_.]$", "", str(stem.value))
    if not name.rpartition("/")[2]:
        return None
    parts = [*(p for p in before[:-1] if not isinstance(p, _Number)), ast.Constant(name)]
    start = functools.reduce(lambda left, right: ast.BinOp(left, ast.Add(), right), parts)
    return NumberedPath(start, number.value, bool(ends) or not str(stem.value).endswith("-"))


class _Number(NamedTuple):
    """A part of a path that is a number."""

    value: ast.expr


def _pieces(path: ast.expr) -> list[ast.expr | _Number]:
    """The parts that a text is put together from."""
    if isinstance(path, ast.BinOp) and isinstance(path.op, ast.Add):
        return [*_pieces(path.left), *_pieces(path.right)]
    if isinstance(path, ast.BinOp) and isinstance(path.op, ast.Mod) and _is_text(path.left):
        right = path.right
        return _filled(path.left, "%d", [right] if not isinstance(right, ast.Tuple) else right.elts)
    if isinstance(path, ast.Call) and ast.unparse(path.func) == "str" and len(path.args) == 1:
        return [_Number(path.args[0])]
    function = path.func if isinstance(path, ast.Call) and not path.keywords else None
    if isinstance(path, ast.Call) and isinstance(function, ast.Attribute) and function.attr == "format":
        return _filled(function.value, "{}", path.args) if _is_text(function.value) else [path]
    return [path]


def _filled(text: ast.expr, field: str, values: Sequence[ast.expr]) -> list[ast.expr | _Number]:
    """The parts of a text with one field for a number."""
    assert isinstance(text, ast.Constant)
    parts = str(text.value).split(field)
    if len(parts) != 2 or len(values) != 1 or re.search("[%{}]", "".join(parts)):
        return []
    return [p for p in (ast.Constant(parts[0]), _Number(values[0]), ast.Constant(parts[1])) if _says(p)]


def _says(piece: ast.expr | _Number) -> bool:
    return not isinstance(piece, ast.Constant) or bool(piece.value)


def _is_text(expr: ast.expr | _Number) -> bool:
    return isinstance(expr, ast.Constant) and isinstance(expr.value, str)


def is_whole_number(expr: ast.expr, frame: Frame, trace: Trace, depth: int = DEEPEST) -> bool:
    """Whether the code shows that a value is an integer."""
    if not depth:
        return False
    if isinstance(expr, ast.Constant):
        return type(expr.value) is int
    if isinstance(expr, ast.BinOp):
        whole = isinstance(expr.op, (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod))
        return whole and all(is_whole_number(e, frame, trace, depth - 1) for e in (expr.left, expr.right))
    if isinstance(expr, ast.Call):
        site = next((s for s in trace.runs if s.call is expr), None)
        if site is not None:
            fetched = nodes_in(site.fetches) if isinstance(site.fetches, Node) else ()
            return all((dtype_of(n) or "").startswith("int") for n in fetched) and bool(fetched)
        return isinstance(expr.func, ast.Name) and expr.func.id in WHOLE
    place = _place(expr, frame)
    if place is None:
        return False
    cell, key = place
    given = expression_given(frame, key) if cell is frame.cell else None
    outer = frame.caller.frame if frame.caller is not None else frame
    if given is not None and not is_whole_number(given, outer, trace, depth - 1):
        return False
    writers = [w for w in trace.writes.get((cell, key), ()) if key in stored_in(w.node) or _sets(w.node, key)]
    return bool(writers or given) and all(_writes_whole(w, key, trace, depth) for w in writers)


def _sets(statement: ast.stmt, attribute: str) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return any(isinstance(t, ast.Attribute) and t.attr == attribute for t in targets)


def _place(expr: ast.expr, frame: Frame) -> tuple[Cell, str] | None:
    """Where the value of a name, or of an attribute of an object, is kept."""
    if isinstance(expr, ast.Name):
        cells = (c for c in (frame.cell, *frame.scopes) if expr.id in c.slots)
        return next(((c, expr.id) for c in cells), None)
    if isinstance(expr, ast.Attribute):
        owner = frame.values.get(expr.value)
        return (owner.cell, expr.attr) if isinstance(owner, Instance) else None
    return None


def _writes_whole(writer: StatementRun, key: str, trace: Trace, depth: int) -> bool:
    """Whether a statement gives a name an integer."""
    node = writer.node
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
        called = ast.unparse(node.iter.func)
        target = node.target
        if called == "enumerate" and isinstance(target, ast.Tuple):
            target = target.elts[0]
        counts = called in RANGES or (called == "enumerate" and target is not node.target)
        return counts and isinstance(target, ast.Name) and target.id == key
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, (ast.Add, ast.Sub, ast.Mult)) and is_whole_number(
            node.value, writer.frame, trace, depth - 1
        )
    if isinstance(node, ast.Assign) and not any(isinstance(t, (ast.Tuple, ast.List)) for t in node.targets):
        return is_whole_number(node.value, writer.frame, trace, depth - 1)
    return False


__all__ = ["NumberedPath", "is_whole_number", "numbered_path"]
