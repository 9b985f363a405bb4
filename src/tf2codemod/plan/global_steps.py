"""The step counter that TensorFlow 1 kept in a collection: made once, and then asked for by its name."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.obstacles import Obstacle


def is_global_step(node: Node) -> bool:
    """Whether a variable is the step counter of the graph."""
    return node.kind == "variable" and model_of(node.op) == "global_step"


def global_step_reads(trace: Trace, made: dict[ast.Call, str]) -> dict[ast.Call, str]:
    """The calls that ask for the counter again, with its name; ``made`` names counters that had none."""
    found: dict[ast.Call, str] = {}
    for frame in trace.frames:
        for call in frame.calls:
            if not any(model_of(s) == "global_step" for s in trace.symbols.get(call.func, ())):
                continue
            value = frame.values[call]
            if not isinstance(value, Node):
                raise _refused(call)
            if call is not value.expr:
                found[call] = _name(value, frame, made, call)
                continue
            makers = [f for f in trace.frames if f.values.get(call) is value]
            fact = lookup(value.op)
            if len(makers) > 1 or value.made.looped or fact is None or "form" not in fact.row:
                raise _refused(call)
    return found


def _name(step: Node, frame: Frame, made: dict[ast.Call, str], call: ast.Call) -> str:
    for cell in (frame.cell, *frame.scopes):
        for name, value in cell.slots.items():
            if value is step and isinstance(name, str):
                return name
    name = made.get(step.expr, "") if isinstance(step.expr, ast.Call) else ""
    if name.isidentifier() and (step.made.frame is frame or step.made.frame.cell in frame.scopes):
        return name
    raise _refused(call)


def _refused(call: ast.Call) -> Obstacle:
    return Obstacle(
        "TF110",
        "the global step has no name where it is asked for, or is asked for in turn",
        "keep it in a variable of the module",
        call,
    )


__all__ = ["global_step_reads", "is_global_step"]
