"""Leaves out reshaping to the shape that a tensor has already."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.facts import table
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node, Value
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits

RESHAPE = "tf.reshape"
SAME_SHAPE = frozenset(table("ranks")["same_shape"])


def leave_out_reshaping(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Leaves out calls that give a tensor its own static shape; whether there were any.

    TensorFlow 1 refuses to reshape to a shape with open sizes, so all of them are known.
    """
    if obstacle.code != "TF110":
        return False
    found: dict[ast.Call, list[bool]] = {}
    paths: dict[ast.Call, Path] = {}
    for frame in trace.frames:
        for expr in frame.values:
            if isinstance(expr, ast.Call) and trace.symbols.get(expr.func) == {RESHAPE}:
                found.setdefault(expr, []).append(_keeps_the_shape(expr, frame))
                paths[expr] = frame.module.path
    changed = False
    for call, keeps in found.items():
        if all(keeps):
            own = edits[paths[call]]
            own.replace(*own.range_of(call), own.text_of(call.args[0]))
            changed = True
    return changed


def _keeps_the_shape(call: ast.Call, frame: Frame) -> bool:
    if len(call.args) != 2 or call.keywords:
        return False
    tensor, shape = frame.values.get(call.args[0]), call.args[1]
    if isinstance(shape, ast.Call) and not shape.args and not shape.keywords:
        shape = shape.func
    asks = isinstance(shape, ast.Attribute) and shape.attr in ("get_shape", "shape")
    measured = frame.values.get(shape.value) if asks and isinstance(shape, ast.Attribute) else None
    return isinstance(measured, Node) and _is_elementwise_of(tensor, measured)


def _is_elementwise_of(tensor: Value | None, measured: Node) -> bool:
    """Whether a tensor has the shape of another one, from which it is computed."""
    while isinstance(tensor, Node) and tensor is not measured:
        if tensor.op.rpartition(".")[2] not in SAME_SHAPE or not tensor.inputs:
            return False
        tensor = tensor.inputs[0]
    return tensor is measured


__all__ = ["leave_out_reshaping"]
