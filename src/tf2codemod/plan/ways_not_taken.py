"""Branches that compute something else for a name, and that this program does not take."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import Node
from tf2codemod.model import Finding
from tf2codemod.plan.model import Role
from tf2codemod.plan.places import places
from tf2codemod.plan.purity import GRADIENTS
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner
    from tf2codemod.plan.state_names import StateNames


LEFT_OUT = (
    "TF934",
    "a branch that is never taken was left out",
    "write it for TensorFlow 2 by hand",
)


def ways_not_taken(
    planner: StateNames, body: Collection[ast.stmt], fed: Collection[Node]
) -> Iterator[ast.stmt]:
    """The branches between the statements of a function that would change what it computes.

    They go along where all that they read is there in the function too, and no tape is in their way.
    """
    staging = planner.staging
    if any(n.op in GRADIENTS for n in planner.trace.nodes):
        return
    for statement in staging.line:
        if statement in body or not isinstance(statement, ast.If) or not is_left(planner, statement):
            continue
        names = places(statement, ast.Store)
        here = staging.position[statement]
        before = {n for s in body if staging.position[s] < here for n in places(s, ast.Store)}
        after = {n for s in body if staging.position[s] > here for n in places(s, ast.Load)}
        if names & before & after and _has_all(planner, statement, body, fed):
            yield statement


def is_left(planner: StateNames, statement: ast.If) -> bool:
    """Whether a branch computes tensors, and only where the program does not go for any of its objects."""
    made = planner.staging.facts.by_node[statement].made
    moves = planner.staging.roles.get(statement) in (Role.MOVE, Role.KEEP)
    kinds = {n.kind for n in made}
    if not moves or kinds != {"tensor"} or any(n.made.reached for n in made):
        return False
    makers = {run.node for n in made for run in n.made.chain()} & (set(walk(statement)) - {statement})
    runs = (f.by_node.get(maker) for f in planner.canonical.frames for maker in makers)
    return not any(run is not None and run.reached for run in runs)


def ways_within(
    planner: StateNames, ordered: Collection[ast.stmt], taped: Collection[ast.stmt]
) -> Iterator[ast.stmt]:
    """The branches among the statements of a function that would change what its tape records."""
    recorded = {n for s in taped for n in places(s, ast.Store)}
    for statement in ordered:
        again = isinstance(statement, ast.If) and recorded & places(statement, ast.Store)
        if again and isinstance(statement, ast.If) and is_left(planner, statement):
            yield statement


def ways_left_out(planners: Iterable[FramePlanner]) -> Iterator[Finding]:
    """What the user is told of branches that are not taken and go along with no function."""
    for planner in planners:
        bodies = {s for f in planner.functions for s in f.body}
        path = planner.frame.module.path
        for statement in planner.staging.line:
            if isinstance(statement, ast.If) and statement not in bodies and is_left(planner, statement):
                place = (path, statement.lineno, statement.col_offset + 1)
                yield Finding(*place, *LEFT_OUT)


def _has_all(
    planner: StateNames, statement: ast.If, body: Collection[ast.stmt], fed: Collection[Node]
) -> bool:
    staging = planner.staging
    own = places(statement, ast.Store)
    for expr in walk(statement):
        if not isinstance(expr, (ast.Name, ast.Attribute)) or not isinstance(expr.ctx, ast.Load):
            continue
        value = planner.frame.values.get(expr)
        if isinstance(value, Node) and value.kind == "placeholder" and value not in fed:
            return False
        name = ast.unparse(expr)
        binders = [s for s in staging.line if name in places(s, ast.Store) and s is not statement]
        moved = [s for s in binders if staging.roles.get(s) is Role.MOVE]
        if moved and name not in own and not any(s in body for s in moved):
            return False
    return True
