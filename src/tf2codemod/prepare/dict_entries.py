"""Gives what a function puts into a dict and returns names of its own."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Mapping as Dictionary
from tf2codemod.interpret.values import nodes_in
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

WITHOUT_NAMES = frozenset(("TF215", "TF216", "TF217", "TF219", "TF230", "TF412"))
EMPTY = ("{}", "dict()")


class _Refused(Exception):
    """A dict that is used other than by constant keys."""


class _Filled(NamedTuple):
    """A dict that a function begins empty: the statement, the entries that it is given, and their reads."""

    begun: ast.Assign
    name: str
    entries: dict[str, ast.Subscript]
    reads: tuple[ast.Subscript, ...]
    returned: ast.Return


def name_filled_entries(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Binds graph objects to names where functions return them in a dict; whether there were any."""
    if obstacle.code not in WITHOUT_NAMES:
        return False
    changed = False
    for path, tree in trees.items():
        if asks_for_names(tree):
            continue
        for code in (n for n in walk(tree) if isinstance(n, ast.FunctionDef)):
            for begun in (s for s in code.body if isinstance(s, ast.Assign)):
                if ast.unparse(begun.value) not in EMPTY or not _holds_graph_objects(begun, code, trace):
                    continue
                try:
                    _write(_filled(begun, code), names_in(code), edits[path])
                except _Refused:
                    continue
                changed = True
    return changed


def _holds_graph_objects(begun: ast.Assign, code: ast.FunctionDef, trace: Trace) -> bool:
    """Whether a dict has graph objects, in each activation of a function."""
    frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
    held = [f.values.get(begun.targets[0]) for f in frames]
    return bool(held) and all(isinstance(v, Dictionary) and v.rest is None and nodes_in(v) for v in held)


def _filled(begun: ast.Assign, code: ast.FunctionDef) -> _Filled:
    """What a function does with a dict; raises ``_Refused`` where it does anything else with it."""
    target = begun.targets[0]
    if len(begun.targets) != 1 or not isinstance(target, ast.Name):
        raise _Refused
    entries: dict[str, ast.Subscript] = {}
    for statement in code.body:
        stored = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(stored, ast.Subscript) and ast.unparse(stored.value) == target.id:
            key = _key(stored)
            if key in entries or len(statement.targets) != 1:  # type: ignore[attr-defined]
                raise _Refused
            entries[key] = stored
    last = code.body[-1]
    if not entries or not isinstance(last, ast.Return) or ast.unparse(last) != f"return {target.id}":
        raise _Refused
    subscripts = [n for n in walk(code) if isinstance(n, ast.Subscript) and ast.unparse(n.value) == target.id]
    reads = tuple(n for n in subscripts if n not in entries.values())
    if any(not isinstance(n.ctx, ast.Load) or _key(n) not in entries for n in reads):
        raise _Refused
    first = {key: (stored.end_lineno or 0) for key, stored in entries.items()}
    if any(n.lineno < first[_key(n)] for n in reads):
        raise _Refused
    known = {target, *(n.value for n in subscripts), last.value}
    spoken = [n for n in walk(code) if isinstance(n, ast.Name) and n.id == target.id]
    given = [n.arg for n in walk(code) if isinstance(n, ast.arg)]
    if any(n not in known for n in spoken) or target.id in given:
        raise _Refused
    return _Filled(begun, target.id, entries, reads, last)


def _key(entry: ast.Subscript) -> str:
    key = entry.slice.value if isinstance(entry.slice, ast.Constant) else None
    if not isinstance(key, str) or not key.isidentifier():
        raise _Refused
    return key


def _write(filled: _Filled, taken: set[str], edits: Edits) -> None:
    taken = taken - {filled.name}
    names: dict[str, str] = {}
    for key in filled.entries:
        names[key] = fresh(key, taken)
        taken = {*taken, names[key]}
    for key, stored in filled.entries.items():
        edits.replace(*edits.range_of(stored), names[key])
    for read in filled.reads:
        edits.replace(*edits.range_of(read), names[_key(read)])
    whole = ", ".join(f"{key!r}: {name}" for key, name in names.items())
    edits.replace(*edits.range_of(filled.returned), f"return {{{whole}}}")
    edits.remove_line(filled.begun)
