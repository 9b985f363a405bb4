"""Writes out the lists of an object's variables where other code reads them from the object.

What lists the variables of layers moves into the functions that use the list, and is no attribute any more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Instance, Items, Node, nodes_in
from tf2codemod.plan.building import build_at_end
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk


def name_lists_of_objects(trace: Trace, planners: Sequence[FramePlanner]) -> None:
    """Puts the variables in the place of attributes that list them; raises TF320 where it cannot."""
    for planner in planners:
        for statement, attribute in _moved_lists(planner):
            reads = list(_reads(trace, planner, attribute))
            text = planner.whole_values.get(statement) or planner.collections.get(statement.value, "")  # type: ignore[call-overload]
            own = rf"(?<![\w.]){planner.receiver}\."
            owners = {planner.layer_of.get(v, "") for v in nodes_in(planner.frame.values[statement.value])}
            if reads and (re.sub(rf"({own}[\w.]+|list|[ +()])", "", text) or not text):
                raise _refused("variables that cannot be named where they are read", reads[0])
            if reads and not all(build_at_end(planner, owner) for owner in owners):
                raise _refused("variables of layers that may not be built by then", reads[0])
            whole = _arguments(trace) if reads else set()
            for expr in reads:
                named = re.sub(own, f"{_said(expr.value, planners)}.", text)
                planner.widths[expr] = f"({named})" if " + " in named and expr not in whole else named


def _said(owner: ast.expr, planners: Sequence[FramePlanner]) -> str:
    """The words for an object where it is read: a name of a constructor may be an attribute by then."""
    text = next((p.renames[owner] for p in planners if owner in p.renames), None)
    if text is None and isinstance(owner, ast.Attribute):
        return f"{_said(owner.value, planners)}.{owner.attr}"
    return text or ast.unparse(owner)


def _refused(what: str, expr: ast.Attribute) -> Obstacle:
    message = f"'{ast.unparse(expr)}' lists {what}"
    return Obstacle("TF320", message, "list the variables where they are used", expr)


def _moved_lists(planner: FramePlanner) -> Iterator[tuple[ast.Assign, str]]:
    """The statements that give an attribute a list of variables, and that move into functions."""
    for statement in planner.staging.line if planner.receiver else ():
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(statement, ast.Assign) or not isinstance(target, ast.Attribute):
            continue
        value = planner.frame.values.get(statement.value)
        listed = isinstance(value, Items) and value.rest is None and value.prefix
        variables = listed and all(isinstance(v, Node) and v.kind == "variable" for v in value.prefix)  # type: ignore[union-attr]
        own = ast.unparse(target.value) == planner.receiver
        if own and variables and planner.staging.roles.get(statement) is Role.MOVE:
            yield statement, target.attr


def _reads(trace: Trace, planner: FramePlanner, attribute: str) -> Iterator[ast.Attribute]:
    """Where code other than that of the planned functions reads an attribute of such an object."""
    cells = {instance_cell(f) for f in planner.canonical.frames}
    inside = {n for s in planner.staging.line for n in walk(s)}
    found: dict[ast.Attribute, None] = {}
    for frame in trace.frames:
        for expr in frame.values:
            if not isinstance(expr, ast.Attribute) or expr.attr != attribute or expr in inside:
                continue
            base = frame.values.get(expr.value)
            if isinstance(base, Instance) and base.cell in cells and isinstance(expr.ctx, ast.Load):
                found[expr] = None
    yield from found


def _arguments(trace: Trace) -> set[ast.expr]:
    """What stands alone as an argument of a call."""
    nodes = (n for f in trace.frames for run in f.statements for n in walk(run.node))
    return {a for n in nodes if isinstance(n, ast.Call) for a in n.args}


__all__ = ["name_lists_of_objects"]
