"""Gives each result of a run its name, where they were looked up in one list."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh, identifier, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

NESTED = "TF223"
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
BLOCKS = ("body", "orelse", "finalbody")


class _Results(NamedTuple):
    """A statement that names the results of a run, and where they are looked up."""

    statement: ast.Assign
    fetches: list[ast.expr]
    uses: list[ast.Subscript]


def unpack_results(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Unpacks the results of the runs that are kept under one name; whether it could."""
    if obstacle.code != NESTED:
        return False
    runs = {s.call: s.fetch_expr for s in trace.runs}
    for path, tree in trees.items():
        for scope in (tree, *(n for n in walk(tree) if isinstance(n, ast.FunctionDef))):
            own = list(_own(scope))
            statement = next((s for s in own if getattr(s, "value", None) is obstacle.node), None)
            if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                continue
            target = statement.targets[0]
            if not isinstance(target, ast.Name) or asks_for_names(tree):
                return False
            found = _found(scope, target.id, runs)
            if found is None or any(_is_of_module(scope, target.id, other, trees) for other in trees):
                return False
            taken = names_in(tree)
            for results in found:
                _unpack(results, taken, edits[path])
            return True
    return False


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the scopes in it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, SCOPES):
            yield from _own(child)


def _is_of_module(scope: ast.AST, name: str, path: Path, trees: Mapping[Path, ast.Module]) -> bool:
    """Whether a name of a module may be meant elsewhere."""
    if not isinstance(scope, ast.Module) or trees[path] is scope:
        return False
    words = (n for n in walk(trees[path]) if isinstance(n, (ast.Attribute, ast.alias)))
    return any(name in (getattr(n, "attr", ""), getattr(n, "name", "")) for n in words)


def _found(scope: ast.AST, name: str, runs: Mapping[ast.Call, ast.expr]) -> list[_Results] | None:
    """The statements that bind a name to results, if it is used for nothing else."""
    every = [n for n in walk(scope) if isinstance(n, ast.Name) and n.id == name]
    given = any(isinstance(n, (ast.arg, ast.Global, ast.Nonlocal)) and _says(n, name) for n in walk(scope))
    if given or len(every) != sum(isinstance(n, ast.Name) and n.id == name for n in _own(scope)):
        return None
    found = []
    for block in _blocks(scope):
        for place, statement in enumerate(block):
            if not isinstance(statement, ast.Assign) or not _binds(statement, name):
                continue
            fetches = runs.get(statement.value) if isinstance(statement.value, ast.Call) else None
            if not isinstance(fetches, (ast.List, ast.Tuple)) or len(statement.targets) != 1:
                return None
            if any(isinstance(e, ast.Starred) for e in fetches.elts):
                return None
            found.append(_Results(statement, fetches.elts, list(_uses(block[place + 1 :], name))))
    seen = {n.value for results in found for n in results.uses} | {r.statement.targets[0] for r in found}
    total = sum(len(r.uses) + 1 for r in found)
    known = all(_is_known(use, results) for results in found for use in results.uses)
    return found if known and len(seen) == total == len(every) else None


def _says(node: ast.AST, name: str) -> bool:
    return name == getattr(node, "arg", "") or name in getattr(node, "names", ())


def _binds(statement: ast.stmt, name: str) -> bool:
    return any(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in walk(statement)
    )


def _blocks(scope: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in (scope, *_own(scope)):
        for part in BLOCKS:
            block = getattr(node, part, None)
            if isinstance(block, list) and not (isinstance(node, SCOPES) and node is not scope):
                yield block


def _uses(following: list[ast.stmt], name: str) -> Iterator[ast.Subscript]:
    """Where results are looked up in the statements up to the next one that binds their name."""
    for statement in following:
        if _binds(statement, name):
            return
        for node in walk(statement):
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == name:
                yield node


def _is_known(use: ast.Subscript, results: _Results) -> bool:
    index = use.slice.value if isinstance(use.slice, ast.Constant) else None
    return isinstance(index, int) and 0 <= index < len(results.fetches) and isinstance(use.ctx, ast.Load)


def _unpack(results: _Results, taken: set[str], edits: Edits) -> None:
    read = {use.slice.value for use in results.uses if isinstance(use.slice, ast.Constant)}
    names = []
    for place, fetch in enumerate(results.fetches):
        if place not in read:
            names.append("_")
            continue
        last = fetch.attr if isinstance(fetch, ast.Attribute) else getattr(fetch, "id", "result")
        names.append(fresh(f"{identifier(last, 'result')}_value", taken))
        taken.add(names[-1])
    edits.replace(*edits.range_of(results.statement.targets[0]), ", ".join(names) + "," * (len(names) == 1))
    for use in results.uses:
        edits.replace(*edits.range_of(use), names[int(ast.unparse(use.slice))])
