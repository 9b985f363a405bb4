"""The names that a line of statements binds whichever way it takes."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2codemod.tree import stored_names

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
