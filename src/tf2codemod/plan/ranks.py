"""How many dimensions a tensor has, where the ops that it is computed with say so."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tf2codemod.facts import table
from tf2codemod.interpret.values import HOST, NONE, Const, Host, Items, Node, Value

DEEPEST = 40
_FACTS = table("ranks")
SAME = frozenset(_FACTS["same"])
MOST = frozenset(_FACTS["most"])
REDUCED = frozenset(_FACTS["reduced"])
ELEMENTS: Mapping[str, list[str]] = _FACTS["elements"]
FIXED: Mapping[str, int] = _FACTS["fixed"]
FIRST_NAMES = (
    *("0", "x", "input", "input_tensor", "inputs", "value", "tensor", "features", "logits", "labels"),
    *("image", "images"),
)
AXES = ("1", "axis", "reduction_indices")
KEEPING = ("2", "keep_dims", "keepdims")


def rank_of(value: Value | None, depth: int = DEEPEST) -> int | None:
    """The number of dimensions of what a value is as a tensor, where it is known."""
    if isinstance(value, Const):
        return 0 if isinstance(value.value, (int, float, bool)) else None
    if not isinstance(value, Node) or depth == 0:
        return None
    shape = value.arguments.get("shape")
    if value.kind in ("placeholder", "variable"):
        return len(shape.prefix) if isinstance(shape, Items) and shape.rest is None else None
    if value.op == "dataset element":
        like = value.arguments.get("like")
        return rank_of(like, depth - 1) if isinstance(like, Node) else None
    word = value.op.rpartition(".")[2]
    if value.kind != "tensor" or not value.op.startswith(("tf.", "operator.")):
        return None
    if word in FIXED:
        return FIXED[word]
    if word in ELEMENTS:
        given = next((value.arguments[n] for n in ELEMENTS[word] if n in value.arguments), None)
        return _count(given) if given is not None else _first(value, depth) if word == "transpose" else None
    if word in SAME:
        return _first(value, depth)
    if word in MOST:
        return _most(value, depth)
    if word in REDUCED:
        return _reduced(value, depth)
    if word == "expand_dims":
        rank = _first(value, depth)
        return rank + 1 if rank is not None else None
    return None


def _count(value: Value) -> int | None:
    return len(value.prefix) if isinstance(value, Items) and value.rest is None else None


def _first(node: Node, depth: int) -> int | None:
    given = next((node.arguments[n] for n in FIRST_NAMES if n in node.arguments), None)
    if given is None and len(node.inputs) == 1:
        given = node.inputs[0]
    return rank_of(given, depth - 1)


def _most(node: Node, depth: int) -> int | None:
    """Of ops on two tensors, one may be larger than the other; a number has no dimensions."""
    given = [v for k, v in node.arguments.items() if k in ("0", "1", "x", "y", "a", "b")]
    if node.op.startswith("operator."):
        sides = [node.expr.left, node.expr.right] if isinstance(node.expr, ast.BinOp) else []
        if isinstance(node.expr, ast.Compare) and len(node.expr.ops) == 1:
            sides = [node.expr.left, *node.expr.comparators]
        numbers = [s for s in sides if _is_number(s, node.made.frame.values)]
        given = list(node.inputs) if len(node.inputs) + len(numbers) == 2 else []
    ranks = [rank_of(v, depth - 1) for v in given]
    return max((r for r in ranks if r is not None), default=None) if None not in ranks else None


def _is_number(expr: ast.expr, values: Mapping[ast.AST, Value]) -> bool:
    """Whether an expression is computed from numbers alone."""
    if isinstance(expr, ast.BinOp):
        return _is_number(expr.left, values) and _is_number(expr.right, values)
    if isinstance(expr, ast.UnaryOp):
        return _is_number(expr.operand, values)
    known = values.get(expr) if isinstance(expr, (ast.Name, ast.Attribute)) else None
    value = known.value if isinstance(known, Const) else getattr(expr, "value", None)
    return isinstance(expr, (ast.Constant, ast.Name, ast.Attribute)) and isinstance(value, (int, float))


def _reduced(node: Node, depth: int) -> int | None:
    kept = next((node.arguments[n] for n in KEEPING if n in node.arguments), Const(False))
    axis = next((node.arguments[n] for n in AXES if n in node.arguments), NONE)
    if kept == Const(True):
        return _first(node, depth)
    if kept != Const(False) or isinstance(axis, Host) or axis == HOST:
        return None
    if axis == NONE:
        return 0
    gone = 1 if isinstance(axis, Const) else _count(axis)
    rank = _first(node, depth)
    return rank - gone if rank is not None and gone is not None else None


__all__ = ["rank_of"]
