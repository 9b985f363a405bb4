"""The step counter that TensorFlow 1 kept in a collection: made once, and then asked for by its name."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk


def is_global_step(node: Node) -> bool:
    """Whether a variable is the step counter of the graph."""
    return node.kind == "variable" and model_of(node.op) == "global_step"


def global_step_reads(trace: Trace, made: dict[ast.Call, str]) -> dict[ast.Call, str]:
    """The calls that ask for the counter again, with its name; ``made`` names counters that had none."""
    found: dict[ast.Call, str] = {}
    training = (s for s in trace.runs if any(n.kind == "action" for n in nodes_in(s.fetches)))
    fetched = {n for site in training for n in walk(site.fetch_expr)}
    for frame in trace.frames:
        for call in frame.calls:
            if not any(model_of(s) == "global_step" for s in trace.symbols.get(call.func, ())):
                continue
            value = frame.values[call]
            if not isinstance(value, Node):
                raise _refused(call)
            if call is not value.expr:
                name = _name(value, frame, made)
                if not name and call not in fetched:
                    raise _refused(call)
                found[call] = name or "None"  # goes: a function trains, and has its own name for the counter
                continue
            makers = [f for f in trace.frames if f.values.get(call) is value]
            fact = lookup(value.op)
            if len(makers) > 1 or value.made.looped or fact is None or "form" not in fact.row:
                raise _refused(call)
    return found


def _name(step: Node, frame: Frame, made: dict[ast.Call, str]) -> str:
    found = name_of_step(step, frame)
    if found:
        return found
    name = made.get(step.expr, "") if isinstance(step.expr, ast.Call) else ""
    seen = step.made.frame is frame or step.made.frame.cell in frame.scopes
    return name if name.isidentifier() and seen else ""


def name_of_step(step: Node, frame: Frame) -> str:
    """The name that code of a frame has for a counter; empty if it has none."""
    for cell in (frame.cell, *frame.scopes):
        for name, value in cell.slots.items():
            hidden = cell is not frame.cell and name in frame.local_names
            if value is step and isinstance(name, str) and not hidden:
                return name
    return ""


def _refused(call: ast.Call) -> Obstacle:
    return Obstacle(
        "TF110",
        "the global step has no name where it is asked for, or is asked for in turn",
        "keep it in a variable of the module",
        call,
    )


__all__ = ["global_step_reads", "is_global_step", "name_of_step"]
