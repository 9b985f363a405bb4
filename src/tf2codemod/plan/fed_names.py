"""The names that a frame has for placeholders which other frames make."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Cell, Function, Node
from tf2codemod.plan.method_arguments import stores
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import Role

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames


def parameters_of(frame: Frame) -> list[str]:
    """The parameters of the function that a frame is an activation of."""
    code = frame.function.node if frame.function is not None else None
    return [a.arg for a in code.args.args] if isinstance(code, ast.FunctionDef) else []


def parameter_given(planner: StateNames, node: Node) -> tuple[str, ast.stmt] | None:
    """The parameter of a function that is a placeholder throughout, and the function."""
    code = planner.frame.function.node if planner.frame.function is not None else None
    if node.kind != "placeholder" or not isinstance(code, ast.FunctionDef):
        return None
    own = planner.frame.cell.slots
    given = (p for p in parameters_of(planner.frame) if own.get(p) is node and not stores(code, p))
    name = next(given, None)
    return (name, code) if name is not None else None


def is_specified(planner: StateNames, binder: ast.stmt, node: Node) -> bool:
    """Whether what binds the name of a placeholder gives it the specification in the new program."""
    value = getattr(binder, "value", None)
    if value is node.expr or isinstance(binder, ast.FunctionDef):
        return True
    # A statement that stays may name what a function makes and returns.
    if not isinstance(value, ast.Call) or planner.staging.roles.get(binder) is not Role.KEEP:
        return False
    return isinstance(binder, ast.Assign) and isinstance(planner.frame.values.get(value.func), Function)


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
