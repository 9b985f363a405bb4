"""Writes plain values that a loop computes at each turn where they are used: layers are made from them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.repeatable import is_plain
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import stored_names, walk

IN_LOOPS = frozenset(("TF311", "TF312", "TF317", "TF923"))
INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call, ast.JoinedStr)


def write_out_loop_values(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Takes names of plain values away from the loop in which the plan stopped; whether there were any."""
    if obstacle.code not in IN_LOOPS:
        return False
    for path in trace.modules:
        tree = trees[path]
        for scope in (n for n in walk(tree) if isinstance(n, (ast.Module, ast.FunctionDef))):
            for loop in (n for n in walk(scope) if isinstance(n, ast.For)):
                inside = loop is obstacle.node or obstacle.node in walk(loop)
                if inside and _write_out(loop, scope, edits[path]):
                    return True
    return False


def _write_out(loop: ast.For, scope: ast.AST, edits: Edits) -> bool:
    stores = [
        n.id for s in loop.body for n in walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    targets = set(stored_names(loop.target))
    loads = [n for n in walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    own = {n: _parameters(n) for n in walk(scope) if isinstance(n, INNER) and n is not scope}
    within = set(walk(loop))
    for index, statement in enumerate(loop.body):
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(statement, ast.Assign) or not isinstance(target, ast.Name):
            continue
        read = {n.id for n in walk(statement.value) if isinstance(n, ast.Name)}
        once = len(statement.targets) == 1 and stores.count(target.id) == 1 and target.id not in targets
        if not once or not read & targets or read & set(stores) or not _is_number(statement.value):
            continue
        later = {n for s in loop.body[index + 1 :] for n in walk(s)}
        shadowed = {n for code, names in own.items() if target.id in names for n in walk(code)}
        uses = [n for n in loads if n.id == target.id and n not in shadowed]
        if not uses or any(n not in later or n not in within for n in uses):
            continue
        text = edits.text_of(statement.value)
        if "\n" in text or not edits.remove_line(statement):
            continue
        alone = {a for c in later if isinstance(c, ast.Call) for a in c.args}
        alone |= {k.value for k in later if isinstance(k, ast.keyword)}
        for use in uses:
            bare = use in alone or isinstance(statement.value, ATOMS)
            edits.replace(*edits.range_of(use), text if bare else f"({text})")
        return True
    return False


def _parameters(code: ast.AST) -> set[str]:
    """The parameters of an inner function."""
    assert isinstance(code, INNER)
    arguments = code.args
    return {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def _is_number(value: ast.expr) -> bool:
    """Whether a value is computed from numbers and names alone."""
    kinds = (ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant, ast.operator, ast.unaryop, ast.expr_context)
    more = (ast.Call, ast.Subscript, ast.Attribute, ast.JoinedStr, ast.FormattedValue)
    return is_plain(value) and all(isinstance(n, (*kinds, *more)) for n in walk(value))
