"""The TensorFlow names that a text reads, with the full path by which it reaches them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from tf2codemod.compat.scopes import Assignment, Binder, Import, Scope, canonical, dotted
from tf2codemod.tree import tree_of, walk


class Use(NamedTuple):
    """A place that reads a name, as written from the package on, such as ``tensorflow.compat.v1.layers``."""

    line: int
    column: int
    name: str
    guarded: bool = False

    @property
    def symbol(self) -> str:
        """The name as TensorFlow 1 programs know it, such as ``tf.layers``."""
        return canonical(self.name)


def uses(source: str | ast.Module) -> tuple[Use, ...]:
    """Return the TensorFlow names that a text reads; ``guarded`` ones stand in a ``try``."""
    return _used_in(source) if isinstance(source, str) else _used(source)


@functools.lru_cache(maxsize=256)
def _used_in(text: str) -> tuple[Use, ...]:
    return _used(tree_of(text))


def _used(tree: ast.Module) -> tuple[Use, ...]:
    binder = Binder(tree)
    found: dict[tuple[int, str], Use] = {}
    guarded = {id(inner) for node in walk(tree) if isinstance(node, ast.Try) for inner in _tried(node)}

    def note(node: ast.stmt | ast.expr, name: str) -> None:
        found[node.lineno, name] = Use(node.lineno, node.col_offset + 1, name, id(node) in guarded)

    for statement in binder.statements:
        for alias in statement.names:
            name = _imported(statement, alias)
            if name and alias.name != "*":
                note(statement, name)
    for node, scope in binder.reads:
        chain = dotted(node)
        base = _meaning(scope, chain[0].id, frozenset()) if chain else ""
        if chain and base:
            note(node, ".".join([base, *chain[1]]))
    names = sorted(found.values(), key=lambda use: (use.line, use.name))
    # The parts of a longer chain say nothing more; such a chain comes after them on its line.
    by_line = {line: [use.name for use in own] for line, own in groupby(names, key=lambda use: use.line)}
    return tuple(use for use in names if not any(o.startswith(use.name + ".") for o in by_line[use.line]))


def _tried(node: ast.Try) -> Iterable[ast.AST]:
    for statement in [*node.body, *node.handlers]:
        yield from walk(statement)


def _imported(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """The full name that an import binds, or nothing where it is not TensorFlow's."""
    if isinstance(statement, ast.Import):
        full = alias.name
    elif statement.level or not statement.module:
        return ""
    else:
        full = f"{statement.module}.{alias.name}"
    return full if full.split(".")[0] in ("tensorflow", "tf_slim", "tf_keras") else ""


def _meaning(scope: Scope, name: str, seen: frozenset[str]) -> str:
    """The full name that a local name stands for, or nothing."""
    found = scope.find(name)
    if found is None or name in seen:
        return ""
    owner, bindings = found
    full = set()
    for binding in bindings:
        if isinstance(binding, Import):
            statement = binding.statement
            whole = _imported(statement, binding.alias)
            if isinstance(statement, ast.Import) and not binding.alias.asname:
                whole = whole.split(".")[0]
            full.add(whole)
        elif isinstance(binding, Assignment):
            chain = dotted(binding.value)
            base = _meaning(owner, chain[0].id, seen | {name}) if chain else ""
            full.add(".".join([base, *chain[1]]) if base and chain else "")
        else:
            full.add("")
    return full.pop() if len(full) == 1 else ""
