"""The names that a frame has for placeholders which other frames make."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import Cell, Node
from tf2codemod.plan.methods import instance_cell

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames


def name_elsewhere(planner: StateNames, node: Node) -> tuple[str, ast.stmt] | None:
    """The name, of a module or of the own object, that is bound once, to a placeholder; where it is bound."""
    if node.kind != "placeholder":
        return None
    own = instance_cell(planner.frame)
    places = [(planner.prefix, own)] if own is not None else []
    places += [("", c) for c in planner.frame.scopes if c is not planner.frame.cell]
    for prefix, cell in places:
        for key, value in cell.slots.items():
            statement = _bound_once(planner, cell, key) if value is node else None
            if statement is not None:
                return f"{prefix}{key}", statement
    return None


def _bound_once(planner: StateNames, cell: Cell, key: object) -> ast.stmt | None:
    writers = planner.trace.writes.get((cell, key), [])
    if not isinstance(key, str) or len(writers) != 1 or writers[0].looped:
        return None
    return writers[0].node
