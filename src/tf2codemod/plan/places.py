"""Names and attributes: those of a piece of code, and whether one means one thing while the program runs."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Cell, Instance
from tf2codemod.tree import walk


def cell_of(expr: ast.expr, frame: Frame) -> tuple[Cell, str] | None:
    """The place that a name or an attribute of an object stands for, as seen from a frame."""
    if isinstance(expr, ast.Name):
        for cell in (frame.cell, *frame.scopes):
            if expr.id in cell.slots:
                return cell, expr.id
    if isinstance(expr, ast.Attribute):
        owner = frame.values.get(expr.value)
        if isinstance(owner, Instance):
            return owner.cell, expr.attr
    return None


def is_steady(expr: ast.expr, frame: Frame, trace: Trace, after: StatementRun | None = None) -> bool:
    """Whether an expression is bound once; after a statement, where that is given."""
    place = cell_of(expr, frame)
    if place is None:
        return False
    writers = [w for w in trace.writes.get(place, ()) if w.reached]
    if after is None:
        return len(writers) == 1 and writers[0].times <= 1
    return all(w.frame is not after.frame or w.order < after.order for w in writers) and after.times <= 1


def holds_at(expr: ast.expr, since: StatementRun, trace: Trace, uses: Iterable[StatementRun]) -> bool:
    """Whether an expression means at some statements what it meant at an earlier one of their frame."""
    if is_steady(expr, since.frame, trace, since):
        return True
    place, later = cell_of(expr, since.frame), list(uses)
    if place is None or not later or since.times > 1 or any(u.frame is not since.frame for u in later):
        return False
    last = max(u.order for u in later)
    return all(
        w.frame is since.frame and not w.looped and w.times <= 1 and not since.order <= w.order <= last
        for w in trace.writes.get(place, ())
        if w.reached
    )


def places(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    """The names and attributes that stand in a context; what comprehensions bind is their own."""
    inner = {n for c in walk(node) if isinstance(c, ast.comprehension) for n in walk(c.target)}
    return {
        ast.unparse(n)
        for n in walk(node)
        if isinstance(n, (ast.Name, ast.Attribute)) and isinstance(n.ctx, context) and n not in inner
    }


__all__ = ["cell_of", "holds_at", "is_steady", "places"]
