"""Checks that a function planned from the first object of a class computes what others of the class do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import nodes_in
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import FunctionPlan, Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import places
from tf2codemod.plan.purity import upstream
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner


def check_other_ways(planner: FramePlanner) -> None:
    """Objects that go other ways through a branch may need code that the first one does not need."""
    if len(planner.canonical.frames) < 2:
        return
    for function in planner.functions:
        for frame in _activations(planner, function):
            seen = set(function.body)
            pending = list(function.body)
            while pending:
                for run in _runs_of(pending.pop(), frame):
                    kept = set(_check(planner, function, run)) - seen
                    pending += kept
                    seen |= kept


def serves_every_object(planner: FramePlanner, function: FunctionPlan) -> bool:
    """Whether all that a function needs is made for every object of a class, whichever way it goes."""
    frames = [f for f in planner.canonical.frames if any(run.reached for run in f.statements)]
    if len(frames) < 2:
        return True
    fetched = (
        n for r in planner.runs if r.function is function for s in r.sites for n in nodes_in(s.fetches)
    )
    for node in upstream(fetched):
        run = next((r for r in node.made.chain() if r.frame in frames), None)
        owner = planner.staging.statement_of.get(run.node) if run is not None else None
        # A branch that the function has goes its own way for each object.
        place = owner if owner in function.body else run.node if run is not None else None
        others = [f.by_node.get(place) for f in frames] if place is not None else []
        if not all(other is not None and other.reached for other in others):
            return False
    return True


def _activations(planner: FramePlanner, function: FunctionPlan) -> list[Frame]:
    """The activations, other than the first, of the objects that run a function."""
    sites = [s for r in planner.runs if r.function is function for s in r.sites if s.reached]
    homes = {planner.canonical.home(n) for s in sites for n in nodes_in(s.fetches)}
    return [f for f in planner.canonical.frames[1:] if f in homes]


def _runs_of(statement: ast.stmt, frame: Frame) -> Iterator[StatementRun]:
    for node in walk(statement):
        run = frame.by_node.get(node) if isinstance(node, ast.stmt) else None
        if run is not None and run.reached:
            yield run


def _check(planner: FramePlanner, function: FunctionPlan, run: StatementRun) -> Iterator[ast.stmt]:
    """What stays outside of a function and is read there by an object; it may read other things in turn."""
    staging, frame = planner.staging, run.frame
    own = (frame.cell, instance_cell(frame))
    for (cell, key), writers in run.reads.items():
        for writer in writers if cell in own else ():
            top = writer.within(frame) if writer is not None else None
            owner = staging.statement_of.get(top.node) if top is not None else None
            if owner is None or owner in function.body:
                continue
            name = str(key) if cell is frame.cell else f"{planner.prefix}{key}"
            bound = any(name in places(s, ast.Store) for s in function.body)
            if bound or staging.roles.get(owner) is Role.MOVE:
                raise Obstacle(
                    "TF217",
                    f"objects of one class compute '{name}' in different ways",
                    "compute it in one way",
                    run.node,
                )
            yield owner


__all__ = ["check_other_ways"]
