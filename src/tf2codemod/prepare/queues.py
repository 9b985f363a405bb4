"""Says with data sets what the queues of a program do, where both give the same elements."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Thing, options_of
from tf2codemod.plan.naming import names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import tensorflow_name
from tf2codemod.plan.queues import READERS
from tf2codemod.prepare.dissolving import Dissolving, NotDissolved
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.queue_elements import NotCovered, QueueElements
from tf2codemod.prepare.queue_scopes import QueueScope
from tf2codemod.prepare.regions import Scope, asks_for_names
from tf2codemod.tree import walk

FED_BY_A_QUEUE = "TF503"


def read_data_sets(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts data sets in the place of queues; whether all of them could be."""
    if obstacle.code != FED_BY_A_QUEUE:
        return False
    try:
        elements = QueueElements(trace)
        found = False
        for path, tree in trees.items():
            if asks_for_names(tree):
                return False
            going = Dissolving(tree, edits[path])
            for scope, frames in _scopes(trace, path, tree).items():
                taken = names_in(tree)
                each = QueueScope(scope, frames, elements, edits[path], going, tensorflow_name(tree), taken)
                found |= each.apply()
            _drop_readers(trace, path, tree, going)
            going.apply()
    except (NotCovered, NotDissolved, Obstacle):
        return False
    return found


def _scopes(trace: Trace, path: Path, tree: ast.Module) -> dict[Scope, list[Frame]]:
    """The functions of a file that ran, and the file itself, each with its activations."""
    found: dict[Scope, list[Frame]] = {}
    for frame in trace.frames:
        scope = frame.function.node if frame.function is not None else tree
        if frame.module.path != path or not frame.statements:
            continue
        if frame.function is None and frame.cell is not frame.module.cell:
            continue
        if isinstance(scope, (ast.FunctionDef, ast.Module)):
            found.setdefault(scope, []).append(frame)
    return found


def _drop_readers(trace: Trace, path: Path, tree: ast.Module, going: Dissolving) -> None:
    """Takes away the readers, which only the readings that went needed."""
    methods = {n.value for n in walk(tree) if isinstance(n, ast.Attribute) and n.attr == "read"}
    for frame in (f for f in trace.frames if f.module.path == path):
        for expr, value in frame.values.items():
            readers = [o for o in options_of(value) if isinstance(o, Thing) and o.symbol in READERS]
            if not readers or not isinstance(expr, (ast.Name, ast.Attribute, ast.Call)):
                continue
            if isinstance(expr, ast.Call):
                made = next(
                    r.node for r in frame.statements if expr in walk(r.node) and r.node not in frame.nested()
                )
                inner = [
                    s for s in walk(made) if getattr(s, "value", None) is expr and isinstance(s, ast.Assign)
                ]
                if inner:
                    going.gone.add(inner[0])
            elif isinstance(expr.ctx, ast.Load) and expr not in methods:
                raise NotCovered


__all__ = ["read_data_sets"]
