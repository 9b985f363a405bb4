"""Runs a list at once that a loop runs one by one, where no part of it sees what another one changes."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Items, Node, Value
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_draw, upstream
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.run_splitting import assigns
from tf2codemod.tree import walk

DIFFERENT_THINGS = "TF210"


def run_lists_at_once(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Runs the list through which the loop around a run goes; whether it could."""
    sites = [s for s in trace.runs if s.call is obstacle.node]
    if obstacle.code != DIFFERENT_THINGS or not sites:
        return False
    path = sites[0].statement.frame.module.path
    for loop in (n for n in walk(trees[path]) if isinstance(n, ast.For)):
        whole = [s.statement.frame.values.get(loop.iter) for s in sites]
        if _only_runs(loop, sites[0].call) and all(is_independent(v) for v in whole):
            argument = sites[0].fetch_expr
            target = edits[path].range_of(loop)
            call, source = edits[path].range_of(sites[0].call), edits[path].range_of(loop.iter)
            edits[path].replace(*edits[path].range_of(argument), source)
            edits[path].replace(*target, call)
            return True
    return False


def _only_runs(loop: ast.For, call: ast.Call) -> bool:
    """Whether a loop does nothing but run what it goes through."""
    if len(loop.body) != 1 or loop.orelse or not isinstance(loop.target, ast.Name):
        return False
    statement = loop.body[0]
    fetched = call.args[0] if len(call.args) == 1 and not call.keywords else None
    return (
        isinstance(statement, ast.Expr)
        and statement.value is call
        and isinstance(fetched, ast.Name)
        and fetched.id == loop.target.id
        and isinstance(loop.iter, (ast.Name, ast.Attribute))
    )


def is_independent(whole: Value | None) -> bool:
    """Whether each part of a list may be run before or after each other part of it."""
    if not isinstance(whole, Items) or whole.rest is not None:
        return False
    parts = [p for p in whole.prefix if isinstance(p, Node)]
    needed = [set(upstream((p,))) for p in parts]
    changed = [{n.inputs[0] for n in each if assigns(n) and n.inputs} for each in needed]
    if len(parts) != len(whole.prefix) or any(
        n.kind == "action" and not assigns(n) for each in needed for n in each
    ):
        return False
    for index, each in enumerate(needed):
        others = {v for place, found in enumerate(changed) for v in found if place != index}
        if others & each or any(is_draw(n) or is_element(n) for n in each):
            return False
    return True
