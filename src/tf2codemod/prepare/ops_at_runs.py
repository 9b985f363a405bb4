"""Writes an op where it is run, if the statement that runs it follows the one that makes it."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, options_of
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

MADE_APART = frozenset(("TF210", "TF230"))
PLAIN = (ast.Assign, ast.Expr)


def make_ops_where_run(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts the call that makes an op in the place of the one name that runs it; whether there is any."""
    if obstacle.code not in MADE_APART:
        return False
    runs = {site.call for site in trace.runs}
    changed = False
    for path, tree in trees.items():
        if asks_for_names(tree):
            continue
        for made, read in list(_pairs(tree, runs)):
            if not _is_op(made.value, trace):
                continue
            text = edits[path].text_of(made.value)
            if "\n" not in text and edits[path].remove_line(made):
                edits[path].replace(*edits[path].range_of(read), text)
                changed = True
    return changed


def _pairs(tree: ast.Module, runs: set[ast.Call]) -> Iterator[tuple[ast.Assign, ast.Name]]:
    """The statements that make something of which the next statement runs, with the name that runs it."""
    for block in walk(tree):
        for body in (getattr(block, f, ()) for f in ("body", "orelse")):
            for made, following in itertools.pairwise(body if isinstance(body, list) else ()):
                name = _bound(made)
                if not name or not isinstance(following, PLAIN) or not isinstance(made, ast.Assign):
                    continue
                uses = [n for n in walk(tree) if isinstance(n, ast.Name) and n.id == name]
                reads = [n for n in uses if isinstance(n.ctx, ast.Load)]
                called = following.value
                alone = len(uses) == 2 and len(reads) == 1 and isinstance(called, ast.Call)
                if alone and called in runs and _is_run(reads[0], called):
                    yield made, reads[0]


def _bound(made: ast.stmt) -> str:
    target = made.targets[0] if isinstance(made, ast.Assign) and len(made.targets) == 1 else None
    return target.id if isinstance(target, ast.Name) and isinstance(made.value, ast.Call) else ""  # type: ignore[attr-defined]


def _is_run(name: ast.Name, call: ast.Call) -> bool:
    """Whether a run fetches a name alone, before anything else is evaluated."""
    if isinstance(call.func, ast.Attribute) and call.func.value is name:
        return True
    return bool(call.args) and call.args[0] is name


def _is_op(made: ast.expr, trace: Trace) -> bool:
    """Whether an expression makes an op that changes a variable, wherever it is evaluated."""
    held = (v for f in trace.frames if (v := f.values.get(made)) is not None)
    values = [option for value in held for option in options_of(value)]
    return bool(values) and all(isinstance(v, Node) and v.op.startswith("tf.assign") for v in values)
