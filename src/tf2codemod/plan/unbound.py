"""Checks that the functions of a program bind the names that are theirs before they read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import nodes_in
from tf2codemod.plan.model import FunctionPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import COMPREHENSIONS, walk

OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def check_bound(functions: Sequence[FunctionPlan], renames: Mapping[ast.expr, str], frame: Frame) -> None:
    """Raises TF228 where a function reads a graph object under a name that it binds only later.

    Outside of the function that name is another object, as of a variable that a loop goes on from.
    """
    for function in functions:
        names = [n for s in function.body for n in _names(s) if n not in renames]
        stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
        bound = {p.name for p in function.parameters}
        for name in names:
            early = isinstance(name.ctx, ast.Load) and name.id in stored and name.id not in bound
            value = frame.values.get(name) if early else None
            if early and (value is None or nodes_in(value)):
                raise Obstacle(
                    "TF228",
                    f"'{name.id}' is a variable and a tensor in one loop",
                    "rename one of them",
                    name,
                )
            if isinstance(name.ctx, ast.Store):
                bound.add(name.id)


def _names(node: ast.AST) -> Iterator[ast.Name]:
    """The names of a piece of code in the order in which it comes to them, but for those of inner scopes."""
    if isinstance(node, ast.Name):
        yield node
    elif isinstance(node, COMPREHENSIONS):
        own = {n.id for g in node.generators for n in walk(g.target) if isinstance(n, ast.Name)}
        yield from (n for child in ast.iter_child_nodes(node) for n in _names(child) if n.id not in own)
    elif isinstance(node, OWN_SCOPE):
        return
    else:
        for child in _in_order(node):
            yield from _names(child)


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a piece of code, values before the names that they are bound to."""
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        yield ast.Name(node.target.id, ast.Load(), lineno=node.lineno, col_offset=node.col_offset)
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        if node.value is not None:
            yield node.value
        yield from node.targets if isinstance(node, ast.Assign) else [node.target]
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield from (node.iter, node.target, *node.body, *node.orelse)
    else:
        yield from ast.iter_child_nodes(node)
