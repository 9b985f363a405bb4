"""Gives names to what a program adds to a collection, and brings it to where the collection is read."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import identifier
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.collecting_tails import move_collecting_tails
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.inlining import inline_once
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

WITHOUT_NAME = "TF326"
NO_FORM = "TF110"
STAYS = "TF232"
ADDING = "collection_add"
READING = "collection_get"


def name_collected(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Binds what is added to names, or puts a function in place that adds to a collection; whether it did."""
    if obstacle.code == NO_FORM and _is_call_of(obstacle.node, (ADDING, READING), trace):
        moved = move_collecting_tails(trace, trees, edits)
        return moved or _in_place(obstacle.node, trace, trees, edits)
    if obstacle.code == STAYS and _is_added(obstacle.node, trace):
        calls = (n for tree in trees.values() for n in walk(tree) if _is_call_of(n, (ADDING, READING), trace))
        return any(_in_place(call, trace, trees, edits) for call in calls)
    if obstacle.code != WITHOUT_NAME:
        return False
    if move_collecting_tails(trace, trees, edits):
        return True
    taken = names_taken(trees.values())
    changed = False
    for path, tree in trees.items():
        for statement in (n for n in walk(tree) if isinstance(n, ast.Expr)):
            call = statement.value
            if not isinstance(call, ast.Call) or not _is_call_of(call, (ADDING,), trace):
                continue
            if len(call.args) != 2 or isinstance(call.args[1], ast.Name) or call.keywords:
                continue
            stem = call.args[0].value if isinstance(call.args[0], ast.Constant) else "collected"
            numbered = (f"{identifier(str(stem))}_{n}" for n in itertools.count(1))
            name = next(n for n in numbered if n not in taken)
            taken.add(name)
            here = edits[path]
            whole, value = here.range_of(statement), here.range_of(call.args[1])
            indent = "\n" + " " * statement.col_offset
            here.replace(
                *whole, f"{name} = ", value, indent, (whole[0], value[0]), name, (value[1], whole[1])
            )
            changed = True
    adding = (n for tree in trees.values() for n in walk(tree) if _is_call_of(n, (ADDING,), trace))
    return changed or any(_in_place(call, trace, trees, edits) for call in adding)


def _in_place(
    node: ast.AST, trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits]
) -> bool:
    """Puts the function that holds a call in the place of its own call; whether it could."""
    return inline_once(trace, trees, edits, Obstacle(WITHOUT_NAME, "", "", node))


def _is_added(node: ast.AST, trace: Trace) -> bool:
    """Whether an expression is given to a collection."""
    calls = (c for f in trace.frames for c in f.calls if _is_call_of(c, (ADDING,), trace))
    return any(node in c.args for c in calls)


def _is_call_of(node: ast.AST, models: tuple[str, ...], trace: Trace) -> bool:
    symbols = trace.symbols.get(node.func, set()) if isinstance(node, ast.Call) else set()
    return any(model_of(s) in models for s in symbols)
