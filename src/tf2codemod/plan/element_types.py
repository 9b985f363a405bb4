"""Finds the types of what an iterator gives, from the arrays that its data set is made of."""

from __future__ import annotations

import ast

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, Thing, Value, options_of
from tf2codemod.plan.hints import dtype_of
from tf2codemod.plan.host_types import host_type

DEEPEST = 8  # transformations of a data set, one after the other


def element_type(node: Node, trace: Trace, depth: int = DEEPEST) -> str | None:
    """The type of one part of an element, where the code says so."""
    source = node.arguments.get("of") or node.arguments.get("like")
    if isinstance(source, Node):
        inner = (lambda n: element_type(n, trace, depth - 1)) if depth else None
        return dtype_of(source, elements=inner)
    iterator = node.arguments.get("iterator")
    given = iterator.arguments if isinstance(iterator, Thing) else node.arguments
    dataset = given.get("dataset") or given.get("like")
    found = {_array_type(o, node, trace) for o in options_of(dataset)} if dataset is not None else {None}
    return found.pop() if len(found) == 1 else None


def _array_type(dataset: Value, node: Node, trace: Trace) -> str | None:
    """The type of the array that a part of a data set is cut from."""
    structure = dataset.arguments.get("structure") if isinstance(dataset, Thing) else None
    while isinstance(dataset, Thing) and "source" in dataset.arguments:
        if dataset.arguments.get("structure") is not structure:
            return None
        dataset = dataset.arguments["source"]
    if not isinstance(dataset, Thing) or not isinstance(dataset.expr, ast.Call) or not dataset.expr.args:
        return None
    if not dataset.symbol.endswith(("from_tensor_slices", "from_tensors")):
        return None
    expr: ast.expr | None = dataset.expr.args[0]
    path: list[int] = []
    for step in node.part if isinstance(node.part, tuple) else ():
        if isinstance(expr, ast.Dict) and not path:
            keys = [k.value if isinstance(k, ast.Constant) else None for k in expr.keys]
            wanted = getattr(step, "value", None)
            expr = expr.values[keys.index(wanted)] if wanted in keys else None
        elif isinstance(step, int):
            path.append(step)
        else:
            return None
    return host_type(expr, dataset.made.frame, trace, path=tuple(path)) if expr is not None else None
