"""The shapes of fed tensors that are no placeholders, for the layers which they go into."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import Const, Host, Items, Node
from tf2codemod.plan.dimensions import SAME_SHAPE
from tf2codemod.plan.layer_calls import is_layer_call
from tf2codemod.plan.layer_functions import LAYER
from tf2codemod.plan.method_arguments import Words, is_plain
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

SCALED = frozenset(("tf.multiply", "tf.add", "tf.subtract", "tf.divide", "tf.clip_by_value"))
SIGNS = frozenset(("operator.Mult", "operator.Add", "operator.Sub", "operator.Div"))
DENSE = "tf.layers.dense"


def fed_shape(planner: StateNames, node: Node) -> str:
    """The shape that the specification of a fed tensor has; any shape, where no layer asks for it."""
    made = _unscaled(node)
    text = _width(planner, made) if made is not None else None
    if text is not None:
        return f"[None, {text}]"
    if any(node in other.inputs and _is_strict(planner, other) for other in planner.trace.nodes):
        raise Obstacle(
            "TF329",
            "a layer is given a fed tensor whose shape is not known",
            "feed a placeholder with a shape",
            node.expr,
        )
    return "None"


def _unscaled(node: Node) -> Node | None:
    """The tensor that gave a tensor its shape, through what changes every element alone."""
    for _ in range(20):
        alone = len(node.inputs) == 1 and (_with_numbers(node) or _beside_number(node))
        if not alone and not (node.op in SAME_SHAPE and node.inputs):
            return node
        node = node.inputs[0]
    return None


def _with_numbers(node: Node) -> bool:
    """Whether all that a function takes besides one tensor is numbers, or arrays of the program."""
    others = [v for k, v in node.arguments.items() if k != "name" and v is not node.inputs[0]]
    numbers = all(
        isinstance(v, Host) or (isinstance(v, Const) and isinstance(v.value, (int, float))) for v in others
    )
    return node.op in SCALED and bool(node.arguments) and numbers


def _beside_number(node: Node) -> bool:
    """Whether an operator has a number on its other side."""
    if node.op not in SIGNS or not isinstance(node.expr, ast.BinOp):
        return False
    values = node.made.frame.values
    sides = [values.get(node.expr.left), values.get(node.expr.right)]
    return any(
        isinstance(v, Host) or (isinstance(v, Const) and isinstance(v.value, (int, float))) for v in sides
    )


def _is_flat(node: Node) -> bool:
    """Whether a tensor is known to be a list of rows."""
    shape = node.arguments.get("shape")
    if node.kind == "placeholder":
        return isinstance(shape, Items) and shape.rest is None and len(shape.prefix) == 2
    source = _unscaled(node)
    if source is None or source.kind != "tensor":
        return source is not None and source is not node and _is_flat(source)
    return source.op == DENSE and bool(source.inputs) and _is_flat(source.inputs[0])


def _width(planner: StateNames, node: Node) -> str | None:
    call = node.expr
    if node.op != DENSE or not isinstance(call, ast.Call) or not _is_flat(node):
        return None
    units = next((k.value for k in call.keywords if k.arg == "units"), None)
    units = call.args[1] if units is None and len(call.args) > 1 else units
    if units is None or not is_plain(units):
        return None
    try:
        text = Words(planner.frame, planner.receiver).expression(units, node.made.frame)
    except Obstacle:
        return None
    local = {n.id for n in walk(ast.parse(text)) if isinstance(n, ast.Name)} & planner.frame.local_names
    kept = {planner.receiver} if planner.receiver else set()
    every = [n for s in planner.staging.line for n in walk(s)]
    rebound = {n.id for n in every if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return text if not (local - kept) & rebound else None


def _is_strict(planner: StateNames, node: Node) -> bool:
    """Whether a tensor is computed by a layer, which asks for the shape of what it is given."""
    if is_layer_call(node):
        return True
    classes = planner.functions_with_state.classes
    codes = [r.frame.function.node for r in node.made.chain() if r.frame.function is not None]
    return any(isinstance(c, ast.FunctionDef) and c in classes and classes[c].base == LAYER for c in codes)
