"""Says what holds each variable of a program once it is native."""

from __future__ import annotations

from collections.abc import Sequence

from tf2codemod.interpret.values import Node
from tf2codemod.plan.functions import FramePlanner


def state_owners(planners: Sequence[FramePlanner]) -> dict[str, str]:
    """The new owner of each old variable by name: a layer, an object, or the name of the variable itself.

    Variables that share a name, or that several owners hold, are left out.
    """
    found: dict[str, dict[tuple[Node, str], None]] = {}
    for planner in planners:
        for node, owner in planner.layer_of.items():
            if node.kind == "variable" and owner:
                found.setdefault(node.name, {})[node, owner] = None
    for planner in planners:
        for cell in (planner.frame.cell, *planner.frame.scopes):
            for name, value in cell.slots.items():
                if isinstance(value, Node) and value.kind == "variable" and isinstance(name, str):
                    held = found.setdefault(value.name, {})
                    if all(node is not value for node, _ in held):
                        held[value, name] = None
    return {
        name: next(iter(held))[1]
        for name, held in found.items()
        if name and "?" not in name and len(held) == 1
    }
