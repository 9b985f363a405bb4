"""The variables of cells and layers that other layers are given, and hold as their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import Const, Node, Thing, Value, contained, nodes_in
from tf2codemod.plan.instance_loops import construction

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames


def with_held(planner: StateNames, layers: dict[Node, str], wanted: list[Node]) -> dict[Node, str] | None:
    """The layers under which variables are listed, each variable once.

    The list of a layer has the variables of the cells and layers that it was given. ``None`` where one
    of them is not wanted.
    """
    found = dict(layers)
    for instance in planner.functions_with_state.instances.values():
        if not instance.makes or instance.name not in {layers.get(v) for v in wanted}:
            continue
        values = (instance.home.values.get(e) for e in construction(instance.call, instance.plan))
        for variable in (v for value in values if value is not None for v in _variables_of(value)):
            if variable in wanted:
                found[variable] = instance.name
            elif variable.arguments.get("trainable") != Const(False):
                return None
    return found


def _variables_of(value: Value) -> Iterator[Node]:
    """The variables of the cells and layers that a value is or holds."""
    for part in contained(value):
        if isinstance(part, Thing) and part.kind in ("cell", "layer"):
            own = part.cell.slots.get("variables")
            yield from nodes_in(own) if own is not None else ()
            for inner in part.arguments.values():
                yield from _variables_of(inner)


__all__ = ["with_held"]
