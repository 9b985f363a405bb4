"""Keeps the value that an attribute had when the graph was built, where it is set again later."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import attribute_names
from tf2codemod.tree import walk

CHANGES_LATER = "TF224"


def keep_built_values(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets graph code read a copy of an attribute that is set again after it; whether it could."""
    if obstacle.code != CHANGES_LATER:
        return False
    for path in trace.modules:
        for owner in (n for n in walk(trees[path]) if isinstance(n, ast.ClassDef)):
            for method in _methods(owner):
                name = _set_by(obstacle.node, method)
                if name and not asks_for_names(trees[path]):
                    copy = fresh(f"{name}_at_build", attribute_names(trees.values()))
                    kept = [_keep(name, copy, m, trace, edits[path]) for m in _methods(owner)]
                    return any(kept)
    return False


def _methods(owner: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    return (n for n in owner.body if isinstance(n, ast.FunctionDef) and n.args.args)


def _set_by(statement: ast.AST, method: ast.FunctionDef) -> str:
    """The attribute of its object that a statement of a method sets, if it is the only one."""
    if not isinstance(statement, ast.Assign) or statement not in walk(method) or len(statement.targets) > 1:
        return ""
    target = statement.targets[0]
    return target.attr if _is_own(target, method) and isinstance(target, ast.Attribute) else ""


def _is_own(node: ast.AST, method: ast.FunctionDef) -> bool:
    own = method.args.args[0].arg
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own


def _keep(name: str, copy: str, method: ast.FunctionDef, trace: Trace, edits: Edits) -> bool:
    """Copies the attribute before the first graph code of a method that reads it, which reads the copy."""
    own = method.args.args[0].arg
    places = [n for n in walk(method) if _is_own(n, method) and n.attr == name]  # type: ignore[attr-defined]
    if any(not isinstance(n.ctx, ast.Load) for n in places):  # type: ignore[attr-defined]
        return False
    frames = [f for f in trace.frames if f.function is not None and f.function.node is method]
    building = {run.node for n in trace.nodes for f in frames if (run := n.made.within(f)) is not None}
    lines = [s for s in method.body if set(walk(s)) & building and set(walk(s)) & set(places)]
    if not lines:
        return False
    start = edits.starts[lines[0].lineno - 1]
    edits.replace(start, start, f"{' ' * lines[0].col_offset}{own}.{copy} = {own}.{name}\n")
    for statement in lines:
        for node in walk(statement):
            if node in places:
                edits.replace(*edits.range_of(node), f"{own}.{copy}")  # type: ignore[arg-type]
    return True
