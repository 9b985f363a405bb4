"""The structure of what a run fetches: its leaves and where they stand."""

from __future__ import annotations

import ast

from tf2codemod.interpret.values import Const, Items, Mapping, Node, Union, Value, nodes_in


def fetched_leaves(value: Value, path: tuple[object, ...] = ()) -> list[tuple[tuple[object, ...], Node]]:
    """The graph objects of a fetched value, each with its path of indices and keys."""
    if isinstance(value, Union) and not path:
        return [((), o) for o in sorted(value.options, key=repr) if isinstance(o, Node)]
    if isinstance(value, Node):
        return [(path, value)]
    if isinstance(value, Items):
        if value.rest is not None:
            return []
        return [leaf for i, part in enumerate(value.prefix) for leaf in fetched_leaves(part, (*path, i))]
    if isinstance(value, Mapping):
        return [leaf for k, part in value.known.items() for leaf in fetched_leaves(part, (*path, k))]
    return []


def is_chosen_within(value: Value) -> bool:
    """Whether a part of a fetched value is one of several graph objects, which a setting chooses."""
    parts: tuple[Value, ...] = ()
    if isinstance(value, Items):
        parts = tuple(value.prefix)
    elif isinstance(value, Mapping):
        parts = tuple(value.known.values())
    return any(is_chosen_within(p) or (isinstance(p, Union) and bool(nodes_in(p))) for p in parts)


def is_flat(value: Value) -> bool:
    """Whether a value is a list that holds nothing but graph objects."""
    return (
        isinstance(value, Items)
        and value.kind == "list"
        and value.rest is None
        and all(isinstance(p, Node) for p in value.prefix)
    )


def expression_at(expr: ast.expr, path: tuple[object, ...]) -> ast.expr | None:
    """The part of a fetched expression that a path leads to."""
    for step in path:
        if isinstance(expr, (ast.List, ast.Tuple)) and isinstance(step, int):
            if any(isinstance(e, ast.Starred) for e in expr.elts):
                return None
            expr = expr.elts[step]
        elif isinstance(expr, ast.Dict) and isinstance(step, Const):
            keys = [k.value if isinstance(k, ast.Constant) else None for k in expr.keys]
            if step.value not in keys:
                return None
            expr = expr.values[keys.index(step.value)]
        else:
            return None
    return expr
