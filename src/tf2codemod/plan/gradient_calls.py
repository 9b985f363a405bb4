"""What calls that take gradients say: of what, with respect to what."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import NONE, Const, Node, Value, nodes_in


def target_expression(call: ast.Call) -> ast.expr | None:
    """What a call takes gradients of."""
    return (
        call.args[0] if call.args else next((k.value for k in call.keywords if k.arg in ("ys", "loss")), None)
    )


def variables_expression(call: ast.Call) -> ast.expr | None:
    """What a call takes gradients with respect to, if it says so."""
    found = (
        call.args[1]
        if len(call.args) > 1
        else next((k.value for k in call.keywords if k.arg in ("xs", "var_list")), None)
    )
    return None if isinstance(found, ast.Constant) and found.value is None else found


def target_nodes(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """What gradients are taken of."""
    arguments = nodes[0].arguments
    value = next((arguments[k] for k in ("0", "ys", "loss") if k in arguments), None)
    seeds = [
        arguments[k]
        for k in ("grad_ys", "grad_loss", "2")
        if k in arguments and nodes[0].op == "tf.gradients"
    ]
    return tuple(n for v in (value, *seeds) if v is not None for n in nodes_in(v))


def source_nodes(node: Node) -> tuple[Node, ...]:
    """What one gradient is taken with respect to."""
    if node.op == "tf.gradients":
        return nodes_in(node.arguments.get("of", NONE))
    return tuple(n for n in node.inputs if n.kind == "variable" and n in own_variables(node))


def own_variables(node: Node) -> tuple[Node, ...]:
    """What a gradient that an optimizer computes depends on besides the loss."""
    losses = set(target_nodes([node]))
    return tuple(n for n in node.inputs if n not in losses)


def trainable_before(trace: Trace, node: Node) -> list[Node]:
    """The trainable variables that there are when a graph object is made."""
    earlier = set(trace.nodes[: trace.nodes.index(node)])
    return [v for v in trace.collections.get("trainable_variables", ()) if v in earlier]


def is_watched(node: Node) -> bool:
    """Whether a tape watches a variable by itself."""
    trainable: Value | None = node.arguments.get("trainable")
    return node.kind == "variable" and not (isinstance(trainable, Const) and trainable.value is False)


def one_source(call: ast.Call, frame: Frame) -> ast.expr | None:
    """The only tensor that gradients are taken with respect to."""
    expr = variables_expression(call)
    if isinstance(expr, (ast.List, ast.Tuple)):
        return expr.elts[0] if len(expr.elts) == 1 and not isinstance(expr.elts[0], ast.Starred) else None
    return expr if expr is not None and isinstance(frame.values.get(expr), Node) else None


def reachable(node: Node, frame: Frame) -> tuple[str, ast.stmt | None] | None:
    """The name under which code in a frame can reach a graph object that no statement of it binds."""
    for cell in (frame.cell, *frame.scopes):
        for name, value in cell.slots.items():
            if value is node and isinstance(name, str):
                return name, None
    return None
