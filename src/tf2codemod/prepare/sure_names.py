"""The names that a line of statements binds whichever way it takes, and those of loops that are over."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2codemod.tree import COMPREHENSIONS, remembered, stored_names, walk

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def surely_bound(statements: Iterable[ast.stmt]) -> set[str]:
    """The names that are bound when the statements have run, in loops that may take no turn not counted."""
    found: set[str] = set()
    for statement in statements:
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            found.update(stored_names(statement))
        elif isinstance(statement, DEFINITIONS):
            found.add(statement.name)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            found.update((a.asname or a.name).partition(".")[0] for a in statement.names)
        elif isinstance(statement, ast.With):
            found |= surely_bound(statement.body)
            found.update(n for i in statement.items if i.optional_vars for n in stored_names(i.optional_vars))
        elif isinstance(statement, ast.If):
            found |= surely_bound(statement.body) & surely_bound(statement.orelse)
    return found


@remembered
def outlives(loop: ast.For, code: ast.AST) -> bool:
    """Whether the names of a loop may be read in its function or module when it is over."""
    names = set(stored_names(loop.target))
    inside = set(walk(loop))
    for other in walk(code):
        if isinstance(other, COMPREHENSIONS):
            binds = any(names & set(stored_names(t.target)) for t in other.generators)
        else:
            binds = isinstance(other, ast.For) and names <= set(stored_names(other.target))
        if binds:
            inside.update(walk(other))
    return any(isinstance(n, ast.Name) and n.id in names and n not in inside for n in walk(code))
