"""Takes away statements that only let go of what an object has, such as weights that were loaded."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import StatementRun, Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import attributes_in
from tf2codemod.tree import walk


def keep_what_is_released(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Leaves attributes as they are that are set to nothing and never read again; whether there were any."""
    if obstacle.code != "TF224" or any(map(asks_for_names, trees.values())):
        return False
    read = {w for f in trace.frames for r in f.statements for found in r.reads.values() for w in found}
    unread: dict[ast.stmt, list[StatementRun]] = {}
    for frame in trace.frames:
        for run in frame.statements:
            if _releases(run.node):
                unread.setdefault(run.node, []).append(run)
    walked = {n for f in trace.frames for r in f.statements if r.reached for n in walk(r.node)}
    changed = False
    for statement, runs in unread.items():
        path = runs[0].frame.module.path
        assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Attribute)
        places = [
            n for tree in trees.values() for n in attributes_in(tree).get(statement.targets[0].attr, ())
        ]
        known = all(n in walked for n in places)
        alone = any(_body_of(node) == [statement] for node in walk(trees[path]))
        if known and not alone and all(r.reached and r not in read for r in runs):
            changed = edits[path].remove_line(statement) or changed
    return changed


def _releases(statement: ast.stmt) -> bool:
    """Whether a statement sets an attribute to ``None``."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    nothing = isinstance(statement.value, ast.Constant) and statement.value.value is None
    return nothing and isinstance(statement.targets[0], ast.Attribute)


def _body_of(node: ast.AST) -> object:
    return getattr(node, "body", None)


__all__ = ["keep_what_is_released"]
