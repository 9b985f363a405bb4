"""Keeps the moving averages of variables: they begin where they were made, and functions update them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import NONE, Const, Node, Thing, Value, nodes_in
from tf2codemod.plan.class_parts import is_owned_by_layer
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.interpret.trace import Trace
    from tf2codemod.plan.functions import FramePlanner
    from tf2codemod.plan.model import Leaf
    from tf2codemod.plan.state_names import StateNames

AVERAGE = "moving average"
ARGUMENTS = ("decay", "num_updates", "zero_debias")


def keep_averages(planner: StateNames) -> None:
    """Lets the averages of a frame begin with the first values of their variables, before any step."""
    for statement in planner.staging.line:
        facts = planner.staging.facts.by_node.get(statement)
        for node in facts.made if facts is not None else ():
            if node.op != AVERAGE or node.kind != "action":
                continue
            text = _applied(planner, node, statement)
            assert isinstance(node.expr, ast.Call)
            lines = planner.openings.get(statement, ())
            planner.openings[statement] = (*lines, f"{text}  # begins with the first values")
            planner.widths[node.expr] = text


def _applied(planner: StateNames, node: Node, statement: ast.stmt) -> str:
    """The call that updates the averages, with its variables by name."""
    call = node.expr
    owner = planner.frame.values.get(call.func.value) if _is_method(call) else None  # type: ignore[attr-defined]
    if node.made.frame is not planner.frame or node.made.looped or not isinstance(owner, Thing):
        raise _obstacle(call, "is updated in a helper function or a loop")
    decay, updates, debiased = (_given(owner, name) for name in ARGUMENTS)
    variables = averaged_by(node, planner.trace)
    if any(v.kind != "variable" or is_owned_by_layer(v) for v in variables):
        raise _obstacle(call, "is taken of a tensor, or of a variable of a layer")
    counted = updates is None or updates == NONE or (isinstance(updates, Node) and updates.kind == "variable")
    if nodes_in(decay or NONE) or not counted or debiased not in (None, NONE, Const(False)):
        raise _obstacle(call, "has a decay that is computed, or starts without bias")
    name = planner._thing_name(owner)
    text = planner._variable_list(variables, before=statement)
    if name is None or text is None:
        raise _obstacle(call, "is taken of variables without names")
    return f"{name}.apply({text})"


def unread_updates(planner: FramePlanner) -> dict[ast.stmt, str]:
    """The statements that give the updates of averages a name which no function reads."""
    found: dict[ast.stmt, str] = {}
    bodies = [s for f in planner.functions for s in f.body]
    read = {n.id for s in bodies for n in walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for statement in bodies:
        made = planner.staging.facts.by_node[statement].made
        value = statement.value if isinstance(statement, ast.Assign) else None
        if any(n.op == AVERAGE and n.expr is value for n in made):
            names = {n.removeprefix(planner.prefix) for n, _ in planner.bindings.targets(statement)}
            if names.isdisjoint(read):
                found[statement] = ""
    return found


def only_updates(leaves: Sequence[Leaf]) -> bool:
    """Whether a run only updates averages."""
    return bool(leaves) and all(leaf.kind == "action" and leaf.node.op == AVERAGE for leaf in leaves)


def averaged_by(update: Node, trace: Trace) -> list[Node]:
    """What an update of moving averages takes the averages of."""
    own = (n for n in trace.nodes if n.op == AVERAGE and n.expr is update.expr and n.kind == "variable")
    return [n.part for n in own if isinstance(n.part, Node)]


def check_order(planner: FramePlanner) -> None:
    """Raises TF422 where a run assigns variables, and updates their averages at no certain time.

    Training steps and updates that do not wait for each other run in the order of their lines.
    """
    facts = planner.staging.facts
    for function in planner.functions:
        made = [n for s in function.body for n in facts.by_node[s].made if n.kind == "action"]
        for update in (n for n in made if n.op == AVERAGE):
            ordered = upstream((update,))
            averaged = set(averaged_by(update, planner.trace))
            for other in made:
                changed = {n for n in other.inputs if n.kind == "variable"}
                changed |= set(nodes_in(other.arguments.get("trained", NONE)))
                counted = {n for n in update.inputs if n.kind == "variable"} - averaged
                if other.op == AVERAGE or other in ordered or not changed & (averaged | counted):
                    continue
                if not any(t.node is other for t in function.trains):
                    raise _obstacle(update.expr, "is updated at no certain time in a step that changes it")


def _given(owner: Thing, name: str) -> Value | None:
    return owner.arguments.get(name) or owner.arguments.get(str(ARGUMENTS.index(name)))


def _is_method(call: ast.AST) -> bool:
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)


def _obstacle(node: ast.AST, why: str) -> Obstacle:
    return Obstacle("TF422", f"a moving average {why}", "keep the average in a variable of its own", node)
