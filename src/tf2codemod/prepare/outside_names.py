"""What statements read of the code around them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tf2codemod.tree import COMPREHENSIONS, parts, stored_names, walk

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Read(NamedTuple):
    """A name that is read, and where."""

    name: str
    node: ast.Name


def loaded(nodes: Iterable[ast.AST], own: frozenset[str] = frozenset()) -> Iterator[Read]:
    """The reads of names that no inner function or comprehension binds for itself."""
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
            yield Read(node.id, node)
        inner = own
        if isinstance(node, FUNCTIONS):
            inner = own | {a.arg for a in walk(node.args) if isinstance(a, ast.arg)} | set(stored_names(node))
        elif isinstance(node, COMPREHENSIONS):
            inner = own | {name for g in node.generators for name in stored_names(g.target)}
        yield from loaded(parts(node), inner)


def stored(nodes: Iterable[ast.AST]) -> Iterator[ast.Name | ast.Attribute]:
    """The places that statements write, but for the names of inner functions and comprehensions."""
    for node in nodes:
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            yield node
        if not isinstance(node, (*FUNCTIONS, *COMPREHENSIONS)):
            yield from stored(parts(node))


def stored_surely(statement: ast.stmt) -> frozenset[str]:
    """The names and attributes that a statement binds whenever it runs."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return frozenset((statement.name,))
    if isinstance(statement, ast.With):
        return frozenset().union(*map(stored_surely, statement.body))
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return frozenset(ast.unparse(n) for t in targets for n in _places(t))


def _places(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _places(element)
    elif isinstance(target, (ast.Name, ast.Attribute)):
        yield target


__all__ = ["Read", "loaded", "stored", "stored_surely"]
