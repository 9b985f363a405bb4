"""Takes out what runs are told to record, where nothing but runs and writers of graphs is given it."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Thing, options_of
from tf2codemod.plan.model import Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.sessions import Sessions
from tf2codemod.plan.staging import RUN_RECORDS
from tf2codemod.tree import walk


def leave_out_records(
    trace: Trace, sessions: Sessions, dropped: Collection[ast.AST]
) -> tuple[Path, ast.stmt] | None:
    """Drops the statements that bind a name to options or records of runs, and gives the first one's place.

    Raises TF203 where anything else reads what a run recorded.
    """
    given = {n for site in trace.runs for n in walk(site.call)} | {n for c in dropped for n in walk(c)}
    first: tuple[Path, ast.stmt] | None = None
    for frame in trace.frames:
        for run in frame.statements:
            if _is_record(run.node, frame):
                first = first or (frame.module.path, run.node)
                for name in (t.id for t in run.node.targets if isinstance(t, ast.Name)):  # type: ignore[attr-defined]
                    _check_reads(name, frame, given)
                sessions.roles[run.node] = Role.DROP
    return first


def _is_record(statement: ast.stmt, frame: Frame) -> bool:
    if not isinstance(statement, ast.Assign) or not all(isinstance(t, ast.Name) for t in statement.targets):
        return False
    value = frame.values.get(statement.value)
    made = options_of(value) if value is not None and isinstance(statement.value, ast.Call) else ()
    return bool(made) and all(isinstance(o, Thing) and o.symbol in RUN_RECORDS for o in made)


def _check_reads(name: str, frame: Frame, given: Collection[ast.AST]) -> None:
    for run in frame.statements:
        for node in walk(run.node):
            read = isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
            if read and node not in given:
                message = "what a run records of itself is read"
                raise Obstacle("TF203", message, "measure it with tf.profiler", node)
