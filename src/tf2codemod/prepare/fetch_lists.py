"""Writes a list of fetches at the run that is the only one to use it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import walk

NOT_WRITTEN_THERE = frozenset(("TF212", "TF216", "TF217"))
DISPLAYS = (ast.List, ast.Tuple)


def write_out_fetches(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts a list of fetches into the run at which the plan stopped; whether it could."""
    site = next((s for s in trace.runs if s.call is obstacle.node), None)
    if obstacle.code not in NOT_WRITTEN_THERE or site is None or not isinstance(site.fetch_expr, ast.Name):
        return False
    function = site.statement.frame.function
    code = function.node if function is not None else None
    if not isinstance(code, ast.FunctionDef):
        return False
    name = site.fetch_expr
    uses = [n for n in walk(code) if isinstance(n, ast.Name) and n.id == name.id]
    bound = [s for s in walk(code) if isinstance(s, ast.Assign) and any(t in uses for t in s.targets)]
    if (
        len(uses) != 2
        or len(bound) != 1
        or len(bound[0].targets) != 1
        or _is_within_branch(bound[0], name, code)
    ):
        return False
    value = bound[0].value
    if not isinstance(value, DISPLAYS) or not all(only_reads(e) for e in value.elts):
        return False
    roots = {n.id for n in walk(value) if isinstance(n, ast.Name)}
    attributes = {n.attr for n in walk(value) if isinstance(n, ast.Attribute)}
    for node in walk(code):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in roots:
            return False
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in attributes:
            return False
    here = edits[site.statement.frame.module.path]
    if not here.remove_line(bound[0]):
        return False
    here.replace(*here.range_of(name), here.text_of(value))
    return True


def fetch_side_by_side(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Fetches lists beside each other that are added up, where nothing reads the results."""
    site = next((s for s in trace.runs if s.call is obstacle.node), None)
    if obstacle.code not in NOT_WRITTEN_THERE or site is None or not isinstance(site.fetch_expr, ast.BinOp):
        return False
    statement = site.statement.node
    parts = list(_added(site.fetch_expr))
    unread = isinstance(statement, ast.Expr) and statement.value is site.call
    if not unread or not all(isinstance(p, DISPLAYS) or only_reads(p) for p in parts):
        return False
    here = edits[site.statement.frame.module.path]
    start, end = here.range_of(site.fetch_expr)
    here.replace(start, end, f"[{', '.join(here.text_of(p) for p in parts)}]")
    return True


def _added(expr: ast.expr) -> Iterator[ast.expr]:
    """The parts of a sum."""
    if isinstance(expr, ast.BinOp) and isinstance(expr.op, ast.Add):
        yield from _added(expr.left)
        yield from _added(expr.right)
    else:
        yield expr


def _is_within_branch(statement: ast.stmt, name: ast.Name, code: ast.FunctionDef) -> bool:
    """Whether a list is built in a branch or function that the run is not in."""
    kinds = (ast.If, ast.Try, ast.FunctionDef)
    blocks = [b for b in walk(code) if isinstance(b, kinds) and b is not code and statement in walk(b)]
    return any(name not in walk(b) for b in blocks)


__all__ = ["fetch_side_by_side", "write_out_fetches"]
