"""Makes the initializers and regularizers that an object keeps where they are used."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Thing
from tf2codemod.plan.initializers import is_repeatable
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.partials import MADE_ANEW
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import attributes_in
from tf2codemod.tree import walk

SHARED = frozenset(("TF315", "TF327"))


def make_initializers_where_used(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes the call that made an initializer in the place of the attributes that hold it; whether it did.

    An initializer is the same whenever it is made: what it is given here are numbers alone.
    """
    if obstacle.code not in SHARED or any(map(asks_for_names, trees.values())):
        return False
    changed = False
    for path, tree in trees.items():
        for statement in (s for s in walk(tree) if isinstance(s, ast.Assign)):
            made, target = statement.value, statement.targets[0]
            if not isinstance(target, ast.Attribute) or len(statement.targets) > 1:
                continue
            if not is_repeatable(made) or not _is_made(made, trace):
                continue
            places = [n for t in trees.values() for n in attributes_in(t).get(target.attr, ())]
            reads = [n for n in places if n is not target]
            if not reads or not all(_holds(n, made, trace) for n in reads):
                continue
            if any(n not in walk(tree) for n in reads):  # another file may call TensorFlow by another name
                continue
            for read in reads:
                edits[path].replace(*edits[path].range_of(read), edits[path].text_of(made))
            edits[path].remove_line(statement)
            changed = True
    return changed


def _is_made(made: ast.Call, trace: Trace) -> bool:
    values = [v for f in trace.frames if (v := f.values.get(made)) is not None]
    return bool(values) and all(isinstance(v, Thing) and v.kind in MADE_ANEW for v in values)


def _holds(read: ast.Attribute, made: ast.Call, trace: Trace) -> bool:
    """Whether an attribute, wherever it is read, holds what a call made."""
    values = [v for f in trace.frames if (v := f.values.get(read)) is not None]
    known = bool(values) and all(isinstance(v, Thing) and v.expr is made for v in values)
    return known and isinstance(read.ctx, ast.Load) and isinstance(read.value, ast.Name)
