"""Lets loops that go on from a variable begin with its value, under a name that is not the variable's."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.naming import fresh, identifier
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.versions import scopes_of
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk


def begin_with_values(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Names the variable apart from what a loop makes of its value; whether there was one."""
    place = obstacle.node
    if obstacle.code != "TF228" or not isinstance(place, ast.Name):
        return False
    taken = names_taken(trees.values())
    for code in scopes_of(trace, trees):
        stores = [n for n in walk(code.scope) if isinstance(n, ast.Name) and n.id == place.id]
        if not any((n.lineno, n.col_offset) == (place.lineno, place.col_offset) for n in stores):
            continue
        made = [s for s in walk(code.scope) if isinstance(s, ast.Assign) and _binds(s, place.id)]
        first = min(made, key=lambda s: s.lineno, default=None)
        tf = _tensorflow(first, trace)
        if first is None or not tf or first.lineno >= place.lineno or first not in code.scope.body:
            continue
        values = {f.values.get(first.targets[0]) for f in code.frames}
        if not all(isinstance(v, Node) and v.kind == "variable" for v in values):
            continue
        own = next(v for v in values if isinstance(v, Node))
        name = fresh(identifier(own.name.rpartition("/")[2]) or place.id, taken)
        edits[code.path].rename(first.targets[0], name)  # type: ignore[arg-type]
        start, end = edits[code.path].range_of(first.value)
        indent = " " * first.col_offset
        edits[code.path].replace(start, end, (start, end), f"\n{indent}{place.id} = {tf}.identity({name})")
        return True
    return False


def _binds(statement: ast.Assign, name: str) -> bool:
    target = statement.targets[0]
    return len(statement.targets) == 1 and isinstance(target, ast.Name) and target.id == name


def _tensorflow(statement: ast.Assign | None, trace: Trace) -> str:
    """What TensorFlow is called where a statement makes a variable."""
    call = statement.value if statement is not None else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return ""
    base = call.func.value
    return base.id if isinstance(base, ast.Name) and trace.symbols.get(base) == {"tf"} else ""
