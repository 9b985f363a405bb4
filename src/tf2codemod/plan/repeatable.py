"""Code that may be evaluated twice, because it only combines values."""

from __future__ import annotations

import ast

from tf2codemod.tree import walk

PLAIN = frozenset(("str", "int", "float", "len", "min", "max", "abs", "list", "tuple", "range", "format"))
ITERABLES = frozenset(("range", "enumerate", "zip", "len", "list", "tuple", "reversed", "sorted", "items"))


def is_plain(expr: ast.expr) -> bool:
    """Whether an expression only combines values, so that it may be evaluated twice."""
    for node in walk(expr):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name not in PLAIN:
                return False
        if isinstance(node, (ast.NamedExpr, ast.Yield, ast.Await, ast.Lambda)):
            return False
    return True


def is_repeatable(expr: ast.expr) -> bool:
    """Whether a loop may go through an expression twice."""
    calls = [n for n in walk(expr) if isinstance(n, ast.Call)]
    names = {c.func.id if isinstance(c.func, ast.Name) else getattr(c.func, "attr", "") for c in calls}
    return names <= ITERABLES and not any(isinstance(n, ast.GeneratorExp) for n in walk(expr))
