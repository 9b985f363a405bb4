"""Runs assignments where they are made, instead of a list of them that a function makes for its run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import RunSite, Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.run_loops import DIFFERENT_THINGS, is_independent
from tf2codemod.tree import walk

MADE_IN_A_LOOP = "TF923"
WITHOUT_A_NAME = "TF217"


def run_on_the_spot(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Runs the parts of a list where they are made, in a function that runs it once; whether it could."""
    if obstacle.code not in (DIFFERENT_THINGS, MADE_IN_A_LOOP, WITHOUT_A_NAME):
        return False
    by_call: dict[ast.Call, list[RunSite]] = {}
    for site in trace.runs:
        by_call.setdefault(site.call, []).append(site)
    return any(
        _is_about(sites[0], obstacle.node)
        and _move(trace, sites, edits[sites[0].statement.frame.module.path])
        for sites in by_call.values()
    )


def _is_about(site: RunSite, place: ast.AST) -> bool:
    """Whether a place is a run, or a statement of the function that runs."""
    function = site.statement.frame.function
    return site.call is place or (function is not None and place in walk(function.node))


def _move(trace: Trace, sites: list[RunSite], here: Edits) -> bool:
    """Runs the list of one run where its parts are made; whether it could."""
    function = sites[0].statement.frame.function
    code = function.node if function is not None else None
    if not isinstance(code, ast.FunctionDef):
        return False
    run = sites[0].statement.node
    call, fetched = sites[0].call, sites[0].fetch_expr
    alone = isinstance(run, ast.Expr) and run.value is call and run in code.body
    if not alone or not isinstance(fetched, ast.Name) or len(call.args) + len(call.keywords) != 1:
        return False
    if not all(is_independent(s.statement.frame.values.get(fetched)) for s in sites):
        return False
    uses = [n for n in walk(code) if isinstance(n, ast.Name) and n.id == fetched.id]
    made = [s for s in code.body if isinstance(s, ast.Assign) and s.targets == [uses[0]]]
    if len(made) != 1 or _run_before(trace, code, made[0], run):
        return False
    value = made[0].value
    if isinstance(value, ast.ListComp) and len(uses) == 2:
        here.replace(*here.range_of(fetched), here.range_of(value))
        return here.remove_line(made[0])
    added = [s for s in walk(code) if isinstance(s, ast.Expr) and _appended(s, fetched.id) is not None]
    if not isinstance(value, ast.List) or value.elts or len(uses) != 2 + len(added):
        return False
    for statement in added:
        part = _appended(statement, fetched.id)
        before = _binding_before(statement, part, code)
        if before is not None and not here.remove_line(before):
            return False
        part = part if before is None else before.value
        assert part is not None
        here.replace(*here.range_of(statement), here.range_of(call.func), "(", here.range_of(part), ")")
    return here.remove_line(made[0]) and here.remove_line(run)


def _binding_before(statement: ast.stmt, part: ast.expr | None, code: ast.FunctionDef) -> ast.Assign | None:
    """The statement right before another one that binds the name which only that one reads."""
    names = [
        n for n in walk(code) if isinstance(n, ast.Name) and isinstance(part, ast.Name) and n.id == part.id
    ]
    for block in (getattr(n, "body", None) for n in walk(code)):
        if isinstance(block, list) and statement in block[1:] and len(names) == 2:
            before = block[block.index(statement) - 1]
            return before if isinstance(before, ast.Assign) and before.targets == [names[0]] else None
    return None


def _run_before(trace: Trace, code: ast.FunctionDef, made: ast.stmt, run: ast.stmt) -> bool:
    """Whether a function runs something else between the making of a list and its run, or makes it later."""
    between = code.body[code.body.index(made) + 1 : code.body.index(run)]
    inside = {n for s in between for n in walk(s)}
    calls = {s.call for s in trace.runs if any(r.node in inside for r in s.statement.chain())}
    return code.body.index(made) > code.body.index(run) or bool(calls)


def _appended(statement: ast.stmt, name: str) -> ast.expr | None:
    """What a statement appends to a list of a name, if it does nothing else."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.keywords:
        return None
    own = isinstance(call.func.value, ast.Name) and call.func.value.id == name
    return call.args[0] if own and call.func.attr == "append" and len(call.args) == 1 else None
