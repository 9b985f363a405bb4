"""Builds optimizers that train several lists of variables with all of them at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf2codemod.interpret.trace import StatementRun
from tf2codemod.interpret.values import Node, Thing, nodes_in
from tf2codemod.plan.building import Building
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.model import TrainingPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream


def build_optimizers(planner: FramePlanner) -> None:
    """Adds a line for each optimizer of a frame whose steps train different variables.

    A Keras optimizer makes its state at its first step, and refuses other variables after that.
    """
    lazy: set[str] | None = None
    for optimizer, name in planner.optimizer_names.items():
        steps = [t for f in planner.functions for t in f.trains if t.optimizer == name]
        lists = {frozenset(trained(t)) for t in steps}
        if len(lists) < 2:
            continue
        lazy = Building(planner).lazy if lazy is None else lazy
        variables = [v for v in planner.trace.nodes if any(v in found for found in lists)]
        text = planner._variable_list(variables)
        late = any(planner.layer_of.get(v) in lazy for v in variables)
        last = last_maker(planner, optimizer, variables)
        if text is None or late or last is None or optimizer.made.looped or runs_before(planner, name, last):
            raise Obstacle(
                "TF419",
                "an optimizer trains several lists of variables that do not all exist when it is made",
                "make an optimizer for each list, or make the variables first",
                steps[-1].node.expr,
            )
        planner.added[last.node] = (f"{name}.build({text})", *planner.added.get(last.node, ()))


def trained(step: TrainingPlan) -> set[Node]:
    """The variables that a step changes."""
    node = step.node
    if node.op == "apply_gradients":
        return {n for n in node.inputs if n.kind == "variable"}
    loss = node.arguments.get("0") or node.arguments.get("loss")
    listed = node.arguments.get("trained")
    needed = upstream((loss,)) if isinstance(loss, Node) else set()
    return {v for v in nodes_in(listed) if v in needed} if listed is not None else set()


def last_maker(planner: FramePlanner, optimizer: Thing, variables: list[Node]) -> StatementFacts | None:
    """The statement of the frame after which an optimizer and all its variables exist."""
    made = optimizer.made.within(planner.frame)
    own = planner.staging.facts.owner.get(made) if made is not None else None
    if own is None:
        return None
    makers = [own]
    for variable in variables:
        facts = planner.staging.facts.top(variable)
        if facts is not None:
            makers.append(facts)
        elif not _precedes(variable.made, optimizer.made):
            return None
    last = max(makers, key=lambda f: planner.staging.position[f.node])
    return None if isinstance(last.node, ast.Return) else last


def runs_before(planner: FramePlanner, name: str, last: StatementFacts) -> bool:
    """Whether an optimizer takes a step before all its variables exist."""
    return any(_precedes(run, last.run) for run in _steps(planner, name))


def _precedes(first: StatementRun, second: StatementRun) -> bool:
    """Whether one statement runs before another, as the innermost frame above both shows it."""
    above = {r.frame: r for r in second.chain()}
    run = next((r for r in first.chain() if r.frame in above), None)
    return run is not None and run.order < above[run.frame].order


def _steps(planner: FramePlanner, name: str) -> Iterator[StatementRun]:
    for run in planner.runs:
        if run.function is not None and any(t.optimizer == name for t in run.function.trains):
            yield from (s.statement for s in run.sites)
