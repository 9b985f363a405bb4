"""Builtin functions that the new code calls, where the program uses their names for something else."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk


def check_builtin(name: str, trace: Trace, callers: Iterable[Frame]) -> None:
    """Refuses to call a builtin function where a program has given its name to something else."""
    for frame in dict.fromkeys(callers):
        cells = {c for c in (frame.cell, *frame.scopes) if name in c.slots}
        if not cells and name not in frame.local_names:
            continue
        holders = [f for f in trace.frames if f.cell in cells] or [frame]
        bound = (
            n
            for holder in holders
            for run in holder.statements
            for n in walk(run.node)
            if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
        )
        message = f"the name of the function '{name}', which has to be called, means something else"
        where = next(bound, holders[0].statements[0].node if holders[0].statements else ast.Pass())
        raise Obstacle("TF228", message, "use another name", where)
