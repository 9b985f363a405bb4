"""Writes out the calls of functions that were given some of their arguments before."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Thing
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

STAYS = "TF230"
MADE_ANEW = frozenset(("initializer", "regularizer"))
PARTIAL = frozenset(("partial", "functools.partial"))


def write_out_partials(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Calls functions of TensorFlow with all of their arguments, where these are graph objects."""
    if obstacle.code != STAYS:
        return False
    for path in trace.modules:
        found = dict(_partials(trees[path], trace))
        if any(obstacle.node is s or obstacle.node in walk(s) for s in found):
            gone = [s for s, made in found.items() if _write_out(s, made, trees, path, edits[path])]
            _drop_import(trees[path], gone, edits[path])
            return bool(gone)
    return False


def _partials(tree: ast.Module, trace: Trace) -> Iterator[tuple[ast.Assign, ast.Call]]:
    """The statements that name a function of TensorFlow with some of its arguments."""
    for statement in (n for n in walk(tree) if isinstance(n, ast.Assign)):
        made = statement.value
        if not isinstance(made, ast.Call) or ast.unparse(made.func) not in PARTIAL or not made.args:
            continue
        if trace.symbols.get(made.args[0]) and all(_is_plain(a, trace) for a in _given(made)):
            yield statement, made


def _given(made: ast.Call) -> list[ast.expr]:
    return [*made.args[1:], *(k.value for k in made.keywords)]


def _is_plain(given: ast.expr, trace: Trace) -> bool:
    """Whether an argument is the same at each call; initializers and regularizers may be made anew."""
    if isinstance(given, ast.Call):
        things = [v for f in trace.frames if (v := f.values.get(given)) is not None]
        return bool(things) and all(isinstance(v, Thing) and v.kind in MADE_ANEW for v in things)
    return isinstance(given, (ast.Name, ast.Constant))


def _write_out(
    statement: ast.Assign, made: ast.Call, trees: Mapping[Path, ast.Module], path: Path, edits: Edits
) -> bool:
    tree = trees[path]
    target = statement.targets[0]
    if len(statement.targets) != 1 or not isinstance(target, ast.Name) or asks_for_names(tree):
        return False
    uses = [n for n in walk(tree) if isinstance(n, ast.Name) and n.id == target.id and n is not target]
    calls = [n for n in walk(tree) if isinstance(n, ast.Call) and n.func in uses]
    elsewhere = any(
        isinstance(n, (ast.alias, ast.arg, ast.Attribute)) and target.id == _name_of(n)
        for each in trees.values()
        for n in walk(each)
    )
    starred = any(k.arg is None for c in (made, *calls) for k in c.keywords)
    if len(calls) != len(uses) or not calls or elsewhere or starred:
        return False
    for call in calls:
        own = {k.arg for k in call.keywords}
        added = [k for k in made.keywords if k.arg not in own]
        start, end = edits.range_of(call.func)
        edits.replace(start, end, edits.range_of(made.args[0]))
        first: list[str | Range] = [part for a in made.args[1:] for part in (edits.range_of(a), ", ")]
        opened = edits.data.index(b"(", end) + 1
        if first:
            edits.replace(opened, opened, *first)
        close = edits.range_of(call)[1] - 1
        last: list[str | Range] = [part for k in added for part in (", ", edits.range_of(k))]
        if last:
            edits.replace(close, close, *(last if call.args or call.keywords else last[1:]))
    return edits.remove_line(statement)


def _drop_import(tree: ast.Module, gone: Sequence[ast.Assign], edits: Edits) -> None:
    """Takes the import of ``partial`` away where nothing else needs it."""
    inside = {n for s in gone for n in walk(s)}
    if any(isinstance(n, ast.Name) and n.id == "partial" and n not in inside for n in walk(tree)):
        return
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and [a.name for a in statement.names] == ["partial"]:
            edits.remove_line(statement)


def _name_of(node: ast.AST) -> str:
    if isinstance(node, ast.alias):
        return node.asname or node.name
    return str(getattr(node, "arg", getattr(node, "attr", "")))
