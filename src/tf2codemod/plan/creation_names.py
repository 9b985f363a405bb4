"""Checks that what objects are made from is there where they are made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.model import InstancePlan, Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner


def check_creation_names(planner: FramePlanner) -> None:
    """Raises TF232 where an object is made from what only functions have."""
    said_otherwise = {n for e in planner.widths for n in walk(e)}
    for instance in planner.functions_with_state.instances.values():
        facts = planner.staging.facts.by_node.get(instance.statement)
        if not instance.makes or instance.home is not planner.frame or facts is None:
            continue
        moved = _moved_names(facts, planner)
        for name in _names(instance):
            if name.id in moved and name not in said_otherwise:
                raise _missing(name)
    methods = planner.layer_methods
    for statement, calls in methods.ahead.items():
        facts = planner.staging.facts.by_node.get(statement)
        moved = _moved_names(facts, planner) if facts is not None else set()
        said = [methods.words.said[n] for call in calls for n in walk(call) if n in methods.words.said]
        read = {n.id for text in said for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)} & moved
        for name in (n for n in walk(statement) if isinstance(n, ast.Name) and n.id in read):
            raise _missing(name)


def _missing(name: ast.Name) -> Obstacle:
    return Obstacle(
        "TF232",
        f"an object is made from '{name.id}', which is bound by code that moves",
        "compute it apart",
        name,
    )


def _moved_names(facts: StatementFacts, planner: FramePlanner) -> set[str]:
    """The names that a statement reads and that functions bind."""
    found: set[str] = set()
    for (cell, key), writers in facts.reads.items():
        for writer in writers if cell is planner.frame.cell else ():
            top = writer.within(planner.frame) if writer is not None else None
            owner = planner.staging.facts.owner.get(top) if top is not None else None
            if owner is None or owner is facts or isinstance(owner.node, (ast.FunctionDef, ast.With)):
                continue
            if planner.staging.roles.get(owner.node) is Role.MOVE and key not in planner.thunks.values():
                found.add(str(key))
    return found


def _names(instance: InstancePlan) -> Iterator[ast.Name]:
    """The names in the arguments that an object is made from."""
    call, kept = instance.call, set(instance.plan.init_parameters)
    names = [a.arg for a in (*instance.function.args.posonlyargs, *instance.function.args.args)]
    names = names[1:] if instance.plan.receiver else names
    given = [(n, a) for n, a in zip(names, call.args, strict=False)]
    given += [(k.arg, k.value) for k in call.keywords if k.arg is not None]
    for parameter, argument in given:
        if parameter in kept:
            yield from (n for n in walk(argument) if isinstance(n, ast.Name))


__all__ = ["check_creation_names"]
