"""Names the regularizers that a script makes in the call which makes their variable."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Thing
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

WITHOUT_NAME = "TF323"


def name_regularizers(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Binds the regularizer at which the plan stopped before its statement; whether it could.

    What it is made from is read once, as before: a name of the module holds what was made.
    """
    made = obstacle.node
    frames = [f for f in trace.frames if made in f.values]
    if obstacle.code != WITHOUT_NAME or not isinstance(made, ast.Call) or not frames:
        return False
    if any(f.function is not None or not _is_regularizer(f.values[made]) for f in frames):
        return False
    for path, tree in trees.items():
        for statement in _straight(tree.body):
            if made not in walk(statement) or asks_for_names(tree):
                continue
            here = edits[path]
            start, _ = here.range_of(statement)
            if here.data[here.starts[statement.lineno - 1] : start].strip():
                return False
            name = fresh("regularizer", names_in(tree))
            here.replace(start, start, f"{name} = {here.text_of(made)}\n{' ' * statement.col_offset}")
            here.replace(*here.range_of(made), name)
            return True
    return False


def _straight(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The simple statements of a block that run at most once."""
    for statement in body:
        if isinstance(statement, (ast.With, ast.If)):
            yield from _straight([*statement.body, *getattr(statement, "orelse", ())])
        elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr)):
            yield statement


def _is_regularizer(value: object) -> bool:
    return isinstance(value, Thing) and value.kind == "regularizer"


__all__ = ["name_regularizers"]
