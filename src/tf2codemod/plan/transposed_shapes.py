"""Static shapes that transposed convolutions had in TensorFlow 1 and do not have now."""

from __future__ import annotations

import ast

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import NONE, Items, Node
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream

TRANSPOSED = "tf.nn.conv2d_transpose"


def check_transposed_shapes(trace: Trace) -> None:
    """A batch whose size only ``output_shape`` says has no static shape that could be asked for."""
    if not any(node.op == TRANSPOSED for node in trace.nodes):
        return
    for frame in trace.frames:
        for expr in frame.values:
            if not isinstance(expr, ast.Call) or not trace.symbols.get(expr.func, set()) & {"tf.reshape"}:
                continue
            for asked in (a.func for a in expr.args[1:] if isinstance(a, ast.Call)):
                node = frame.values.get(asked.value) if isinstance(asked, ast.Attribute) else None
                whole = isinstance(asked, ast.Attribute) and asked.attr == "get_shape"
                if whole and isinstance(node, Node) and node.op == TRANSPOSED and _is_of_any_size(node):
                    raise Obstacle(
                        "TF110",
                        "a transposed convolution of a batch of any size has no static shape any more",
                        "reshape to its output_shape, or drop the reshape",
                        expr,
                    )


def _is_of_any_size(node: Node) -> bool:
    """Whether the size of the batch is left open by a placeholder."""
    for source in upstream([node]):
        shape = source.arguments.get("shape") or source.arguments.get("1")
        known = isinstance(shape, Items) and shape.prefix and shape.prefix[0] != NONE
        if source.kind == "placeholder" and not known:
            return True
    return False


__all__ = ["check_transposed_shapes"]
