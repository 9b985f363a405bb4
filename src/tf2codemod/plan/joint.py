"""Programs that share files and are planned as one, because each calls other parts of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

from tf2codemod.index.project import Project
from tf2codemod.interpret.interpreter import read_as_one
from tf2codemod.interpret.trace import StatementRun, Trace
from tf2codemod.interpret.values import Cell
from tf2codemod.plan.program import Reading
from tf2codemod.tree import walk


def joint(readings: Sequence[Reading], project: Project) -> Reading | None:
    """The programs as one reading; ``None`` if one could see what another does.

    The one that builds most comes first: objects are planned as the first of their class.
    """
    entries = [reading.entry for reading in sorted(readings, key=_built, reverse=True)]
    for reading in readings:
        if any(e.path in reading.trace.modules for e in entries if e is not reading.entry):
            return None
    trace = read_as_one(entries, project.resolve)
    if trace.exhausted or not _are_apart(trace, frozenset(e.path for e in entries)):
        return None
    return Reading(entries[0], project.modules, trace, tuple(entries[1:]))


def imported_file_of(place: ast.AST, reading: Reading) -> Path | None:
    """The file of a place if it is not the entry of the program."""
    imported = (path for path in reading.trace.modules if path != reading.entry.path)
    return next((path for path in imported if place in walk(reading.modules[path].tree)), None)


def _built(reading: Reading) -> int:
    return sum(node.made.reached for node in reading.trace.nodes)


def _are_apart(trace: Trace, entries: frozenset[Path]) -> bool:
    """Whether what importing the shared modules makes is the same afterwards, and is no part of a graph."""
    if any(_at_import(node.made, entries) for node in trace.nodes if node.made.reached):
        return False
    made: set[Cell] = {m.cell for path, m in trace.modules.items() if path not in entries}
    writes = [(cell, run) for (cell, _), runs in trace.writes.items() for run in runs if run.reached]
    made.update(cell for cell, run in writes if _at_import(run, entries))
    roots: dict[Cell, set[Path]] = {}
    for cell, run in writes:
        if _at_import(run, entries):
            continue
        roots.setdefault(cell, set()).add(run.program.module.path)
        if cell in made or len(roots[cell]) > 1:
            return False
    return True


def _at_import(run: StatementRun, entries: frozenset[Path]) -> bool:
    """Whether a statement was executed because a module other than an entry was imported."""
    return any(r.frame.function is None and r.frame.module.path not in entries for r in run.chain())


__all__ = ["imported_file_of", "joint"]
