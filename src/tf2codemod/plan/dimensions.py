"""The last dimension of a tensor as the code that decided it."""

from __future__ import annotations

import ast

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Node

SAME_SHAPE = frozenset(
    f"tf.{n}"
    for n in [
        "identity", "stop_gradient", "sigmoid", "tanh", "square", "exp", "abs",
        "nn.relu", "nn.relu6", "nn.elu", "nn.selu", "nn.softplus", "nn.softsign",
        "nn.sigmoid", "nn.tanh", "nn.leaky_relu", "nn.dropout", "nn.softmax", "layers.dropout", "nn.bias_add",
    ]
)  # fmt: skip
SUMS = frozenset(("operator.Add", "operator.Sub", "tf.add", "tf.subtract"))


def last_dimension(node: Node, frame: Frame) -> ast.expr | None:
    """The expression in the code of a frame that says how wide a tensor of rank two is."""
    for _ in range(50):
        if node.made.frame is not frame:
            return None
        if node.op in SAME_SHAPE and node.inputs:
            node = node.inputs[0]
        elif node.op in SUMS and len(node.inputs) == 2:
            first, second = node.inputs
            if second.kind == "variable" and _shape_of(second) == [_text(last_dimension(first, frame))]:
                node = first
            else:
                return None
        elif (
            node.op == "tf.matmul"
            and len(node.inputs) == 2
            and not set(node.arguments) - {"0", "1", "a", "b", "name"}
        ):
            shape = _shape_list(node.inputs[1])
            return (
                shape.elts[1]
                if shape is not None and len(shape.elts) == 2 and node.inputs[1].made.frame is frame
                else None
            )
        else:
            return None
    return None


def _shape_list(variable: Node) -> ast.List | ast.Tuple | None:
    """The shape of a variable, where it is written out at its making."""
    if (
        variable.kind != "variable"
        or variable.op != "tf.get_variable"
        or not isinstance(variable.expr, ast.Call)
    ):
        return None
    given = next((k.value for k in variable.expr.keywords if k.arg == "shape"), None)
    if given is None and len(variable.expr.args) > 1:
        given = variable.expr.args[1]
    return given if isinstance(given, (ast.List, ast.Tuple)) else None


def _shape_of(variable: Node) -> list[str]:
    shape = _shape_list(variable)
    return [_text(e) for e in shape.elts] if shape is not None else []


def _text(expr: ast.expr | None) -> str:
    return ast.unparse(expr) if expr is not None else "?"
