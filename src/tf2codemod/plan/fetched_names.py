"""The statements that name a fetched tensor for the function that computes it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import Node
from tf2codemod.plan.model import Role
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.slices import Slices
    from tf2codemod.plan.staging import Staging


def stays(statement: ast.stmt, staging: Staging) -> bool:
    """Whether a statement stays where it is, with all that is inside of it."""
    if staging.roles.get(statement) not in (Role.KEEP, Role.COPY):
        return False
    return not any(n in staging.position for n in walk(statement) if n is not statement)


def named_besides(node: Node, body: set[ast.stmt], slices: Slices) -> tuple[str, ast.stmt] | None:
    """The name that a statement which does nothing else gives to what the body of a function computes.

    The statement goes along, so it may read nothing but what the body binds.
    """
    staging = slices.staging
    for statement in staging.line:
        if staging.roles.get(statement) is not Role.MOVE or not isinstance(statement, ast.Assign):
            continue
        if statement in body or not isinstance(statement.value, ast.Name) or len(statement.targets) != 1:
            continue
        name = next((n for n, v in slices.bindings.targets(statement) if v is node), None)
        read = [w.node for _, w in staging.facts.writers(staging.facts.by_node[statement])]
        own = name.removeprefix(f"{staging.frame.receiver}.") if name is not None else ""
        if name is not None and own.isidentifier() and read and body.issuperset(read):
            body.add(statement)
            return name, statement
    return None
