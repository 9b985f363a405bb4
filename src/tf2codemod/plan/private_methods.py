"""Finds the methods that a class alone calls, and only for what they do."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from tf2codemod.tree import is_text, walk

PURE = (ast.Name, ast.Attribute, ast.Constant, ast.expr_context, ast.keyword)
ASKS_FOR_NAMES = frozenset(("getattr", "hasattr", "vars", "dir", "globals", "locals", "eval", "exec"))


def private_methods(trees: Collection[ast.Module]) -> frozenset[str]:
    """The names of methods that nobody misses once nothing is left of them.

    One class defines them, statements of methods call them on their object, and nothing else names them.
    """
    nodes = [node for tree in trees for node in walk(tree)]
    if any(isinstance(n, ast.Name) and n.id in ASKS_FOR_NAMES for n in nodes):
        return frozenset()
    classes = [n for n in nodes if isinstance(n, ast.ClassDef)]
    own = {c.name for c in classes}
    methods = [m for c in classes if _bases(c) <= own | {"object"} for m in _methods(c)]
    calls = {call.func for code in methods for call in _statement_calls(code)}
    called = {f.attr for f in calls if isinstance(f, ast.Attribute)}
    once = {m.name for m in methods if m.name in called and not m.name.startswith("__")}
    once -= {m.name for m in methods if m.decorator_list}
    for node in nodes:
        if isinstance(node, ast.Attribute) and node not in calls:
            once.discard(node.attr)
        elif isinstance(node, ast.Name):
            once.discard(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            once.discard(node.value)
    defined = [n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    nothing = (ast.Pass, ast.Raise)
    empty = {m.name for m in methods if all(isinstance(s, nothing) or is_text(s) for s in m.body)}
    return frozenset(name for name in once - empty if defined.count(name) == 1)


def _bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).rpartition(".")[2] for base in (*node.bases, *(k.value for k in node.keywords))}


def _methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    return (s for s in node.body if isinstance(s, ast.FunctionDef) and s.args.args)


def _statement_calls(code: ast.FunctionDef) -> Iterator[ast.Call]:
    """The calls of methods of the same object that are statements, with arguments that only read."""
    for statement in walk(code):
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        given = [n for a in (*call.args, *call.keywords) for n in walk(a)]
        named = isinstance(call.func.value, ast.Name) and call.func.value.id == code.args.args[0].arg
        if named and all(isinstance(n, PURE) for n in given):
            yield call
