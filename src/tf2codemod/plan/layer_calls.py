"""Calls of functional layers: what their layers are made from, and whether they can be made beforehand."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

CALL_KEYWORDS = frozenset(("inputs", "training", "is_training"))
SCOPE_KEYWORDS = frozenset(("name", "scope", "reuse"))
IN_GRAPH = frozenset(("tensor", "placeholder", "variable"))


def construction(call: ast.Call, whole: bool) -> list[ast.expr]:
    """The arguments from which a layer (without its input), or as a ``whole`` a variable, is made."""
    later = [k.value for k in call.keywords if k.arg not in SCOPE_KEYWORDS]
    if whole:
        return [*call.args, *later]
    return [*call.args[1:], *(k.value for k in call.keywords if k.arg not in CALL_KEYWORDS | SCOPE_KEYWORDS)]


def is_layer_call(node: Node) -> bool:
    """Whether a tensor is the result of a functional layer whose object can be made before the call."""
    return _is_of_a_layer(node) and not is_made_from_tensors(node)


def is_made_from_tensors(node: Node) -> bool:
    """Whether the layer of a call is made from tensors, so that each call has to make it anew."""
    if not _is_of_a_layer(node) or not isinstance(node.expr, ast.Call):
        return False
    values = node.made.frame.values
    parts = (p for a in construction(node.expr, False) for p in walk(a) if isinstance(p, ast.expr))
    found = (values.get(p) for p in parts)
    return any(isinstance(v, Node) and v.kind in IN_GRAPH for v in found)


def _is_of_a_layer(node: Node) -> bool:
    fact = lookup(node.op) if node.kind == "tensor" else None
    return fact is not None and "layer" in fact.row and isinstance(node.expr, ast.Call)


def check_called(code: ast.FunctionDef, call: ast.Call, trace: Trace) -> None:
    """A function with state has to be called by the program itself, not by a function of TensorFlow."""
    if call.func in trace.symbols:
        message = f"'{code.name}' makes state and is given to '{ast.unparse(call.func)}'"
        raise Obstacle("TF313", message, "make the state before", call)


def loop_around(call: ast.Call, statement: ast.stmt) -> ast.For | None:
    """The loop that a layer call stands in, which must know its turns without the layer's result."""
    loops = [
        n for n in walk(statement) if isinstance(n, (ast.For, ast.While)) and any(c is call for c in walk(n))
    ]
    if not loops:
        return None
    if len(loops) > 1 or not isinstance(loops[0], ast.For):
        raise Obstacle(
            "TF311",
            "a layer is made in nested loops or a while loop",
            "make the layers in a list first",
            call,
        )
    loop = loops[0]
    targets = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    stored = {
        n.id for s in loop.body for n in walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    } - targets
    read = {
        n.id
        for a in (*call.args[1:], *(k.value for k in call.keywords if k.arg != "inputs"))
        for n in walk(a)
        if isinstance(n, ast.Name)
    }
    if read & stored:
        raise Obstacle(
            "TF311",
            "a layer in a loop is made from what the loop computes",
            "make the layers in a list first",
            call,
        )
    return loop
