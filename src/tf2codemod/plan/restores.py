"""Finds the runs of initializers whose values a saver restores over before anything reads them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import NONE, Thing, nodes_in, options_of
from tf2codemod.tree import walk


def is_restored_over(site: RunSite, trace: Trace) -> bool:
    """Whether the statements after a run restore every variable before another run or save."""
    frame = site.statement.frame
    block = _block_of(site.statement.node, frame)
    if block is None:
        return False
    for statement in block[block.index(site.statement.node) + 1 :]:
        run = frame.by_node.get(statement)
        effects = [
            e
            for n in walk(statement)
            if isinstance(n, ast.stmt) and (r := frame.by_node.get(n))
            for e in r.effects
        ]
        if (
            run is not None
            and isinstance(statement, (ast.Expr, ast.Assign))
            and _restores_all(statement.value, frame, trace)
        ):
            return len([e for e in effects if e.kind in ("run", "saver")]) == 1
        if any(e.kind not in ("print", "host", "builtin") for e in effects) or any(
            isinstance(n, ast.Call) and _is_project(n, trace) for n in walk(statement)
        ):
            return False
    return False


def _restores_all(value: ast.expr, frame: Frame, trace: Trace) -> bool:
    if (
        not isinstance(value, ast.Call)
        or not isinstance(value.func, ast.Attribute)
        or value.func.attr != "restore"
    ):
        return False
    owner = frame.values.get(value.func.value)
    savers = (
        [o for o in options_of(owner) if isinstance(o, Thing) and o.kind == "saver"]
        if owner is not None
        else []
    )
    every = set(trace.collections.get("variables", ()))
    return bool(savers) and all(
        s.arguments.get("var_list", NONE) == NONE
        and s.arguments.get("0", NONE) == NONE
        and every <= set(nodes_in(s.arguments["variables"]))
        for s in savers
    )


def _is_project(call: ast.Call, trace: Trace) -> bool:
    """Whether a call leads into a function of the project."""
    return any(f.site is call for f in trace.frames)


def _block_of(statement: ast.stmt, frame: Frame) -> Sequence[ast.stmt] | None:
    """The statements among which a statement stands."""
    function = frame.function
    bodies: list[Sequence[ast.stmt]] = []
    if function is not None and isinstance(function.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        bodies.append(function.node.body)
    for run in frame.statements:
        for name in ("body", "orelse", "finalbody"):
            bodies.append(getattr(run.node, name, None) or [])
    nested = frame.nested()
    bodies.append([r.node for r in frame.statements if r.node not in nested])
    return next((b for b in bodies if statement in b), None)
