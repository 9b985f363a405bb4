"""Writes what follows a branch that returns as the other way through the branch."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.branches import opposite
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.tree import walk

RETURNS_EARLY = "TF227"


def nest_after_returns(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts the rest of a method into the branch that does not return; whether it could."""
    code = obstacle.node
    if obstacle.code != RETURNS_EARLY or not isinstance(code, ast.FunctionDef):
        return False
    for path in trace.modules:
        if code in walk(trees[path]):
            for index, statement in enumerate(code.body[:-1]):
                rest = code.body[index + 1 :]
                if _returns(statement) and not any(isinstance(n, ast.Return) for s in rest for n in walk(s)):
                    assert isinstance(statement, ast.If)
                    _nest(statement, rest, edits[path])
                    return True
    return False


def _returns(statement: ast.stmt) -> bool:
    """Whether a statement is a branch that only may end with a plain return."""
    if not isinstance(statement, ast.If) or statement.orelse:
        return False
    last = statement.body[-1]
    others = [n for s in statement.body[:-1] for n in walk(s) if isinstance(n, ast.Return)]
    return isinstance(last, ast.Return) and last.value is None and not others


def _nest(branch: ast.If, rest: list[ast.stmt], edits: Edits) -> None:
    column = branch.col_offset
    first, last = branch.body[:-1], [p for s in rest for p in edits.moved(s, column + 4)]
    parts: list[str | Range] = [f"{' ' * column}if {opposite(branch.test, edits)}:\n", *last]
    if first:
        lines = [p for s in first for p in edits.moved(s, column + 4)]
        parts = list(edits.branch(column, [(branch.test, lines), (None, last)]))
    edits.replace(edits.lines_of(branch)[0], edits.lines_of(rest[-1])[1], *parts)
