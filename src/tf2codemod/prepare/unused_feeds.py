"""Leaves out what is fed to placeholders that nothing is computed from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import attributes_in
from tf2codemod.tree import walk

USED_OTHERWISE = "TF230"


def leave_out_unused_feeds(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Takes the entries of unused placeholders out of feed dicts, where the plan stopped at one of them.

    TensorFlow 1 takes such values and does nothing with them.
    """
    if obstacle.code != USED_OTHERWISE:
        return False
    place = obstacle.node
    read = [f.values.get(place) for f in trace.frames] if isinstance(place, ast.expr) else []
    held = {v for v in read if isinstance(v, Node)}
    unused = _unused(trace)
    if not held or not held <= unused:
        return False
    same = {n for n in unused if any(n.expr is h.expr for h in held)}
    reads: set[ast.expr] = {
        expr
        for frame in trace.frames
        for expr, value in frame.values.items()
        if isinstance(expr, ast.expr) and value in same and not _binds(expr, same)
    }
    entries = {k: (d, k, v, p) for p, t in trees.items() for d, k, v in _entries(t) if k in reads}
    lines = {key: (p, s) for p, t in trees.items() for key, s in _lines(t)}
    if not reads or any(r not in entries and r not in lines for r in reads):
        return False
    for key in reads:
        if key in lines:
            path, statement = lines[key]
            if not _does_nothing(statement.value) or not edits[path].remove_line(statement):
                return False
            continue
        display, _, value, path = entries[key]
        if not _does_nothing(value):
            return False
        drop_entry(display, key, edits[path])
    for path, tree in trees.items():
        for statement in (n for n in walk(tree) if isinstance(n, ast.Assign)):
            if any(statement.value is n.expr for n in same) and not _is_read(statement, reads, trees, path):
                edits[path].remove_line(statement)
    return True


def _is_read(made: ast.Assign, gone: set[ast.expr], trees: Mapping[Path, ast.Module], path: Path) -> bool:
    """Whether anything reads what a statement binds, besides the expressions that go."""
    (target,) = made.targets if len(made.targets) == 1 else (None,)
    if isinstance(target, ast.Attribute):
        places: list[ast.expr] = [n for t in trees.values() for n in attributes_in(t).get(target.attr, ())]
        return any(n is not target and n not in gone for n in places)
    if not isinstance(target, ast.Name) or len(trees) > 1:
        return True
    names = [n for n in walk(trees[path]) if isinstance(n, ast.Name) and n.id == target.id]
    return any(n is not target and n not in gone for n in names)


def _unused(trace: Trace) -> set[Node]:
    """The placeholders that nothing is computed from, and that no run fetches."""
    found = {n for n in trace.nodes if n.kind == "placeholder"}
    found -= {i for n in trace.nodes for i in n.inputs}
    return found - {n for site in trace.runs for n in nodes_in(site.fetches)}


def _binds(expr: ast.expr, made: set[Node]) -> bool:
    """Whether an expression makes a placeholder or binds it."""
    stored = isinstance(expr, (ast.Name, ast.Attribute)) and isinstance(expr.ctx, ast.Store)
    return stored or any(expr is node.expr for node in made)


def _entries(tree: ast.Module) -> Iterator[tuple[ast.Dict, ast.expr, ast.expr]]:
    for display in (n for n in walk(tree) if isinstance(n, ast.Dict)):
        for key, value in zip(display.keys, display.values, strict=True):
            if key is not None:
                yield display, key, value


def _does_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) or only_reads(value)


def _lines(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.Assign]]:
    """The statements that add one entry to a dict."""
    for statement in (n for n in walk(tree) if isinstance(n, ast.Assign)):
        target = statement.targets[0]
        if len(statement.targets) == 1 and isinstance(target, ast.Subscript):
            yield target.slice, statement


def drop_entry(display: ast.Dict, key: ast.expr, edits: Edits) -> None:
    """Takes one entry out of a dict display, with the comma that sets it apart."""
    keys = list(display.keys)
    place = next(n for n, k in enumerate(keys) if k is key)
    start, end = edits.range_of(key)[0], edits.range_of(display.values[place])[1]
    for one, other in pairwise(keys[place : place + 2]):
        if one is not None and other is not None:
            edits.replace(start, edits.range_of(other)[0])
            return
    edits.replace(edits.range_of(display.values[place - 1])[1] if place else start, end)
