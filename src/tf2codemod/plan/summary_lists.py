"""Summaries made in a loop over pairs of gradients and variables: the run returns the list."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import Items, Node, Value
from tf2codemod.plan.model import Leaf, Role
from tf2codemod.plan.obstacles import Obstacle

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner


@dataclass(frozen=True)
class ShownList:
    """A list of pairs that summaries show: the name it has, the statement that binds it, its tensors."""

    name: str
    statement: ast.stmt
    tensors: tuple[Node, ...]

    def leaf(self, planner: FramePlanner, body: set[ast.stmt]) -> Leaf:
        """What a function returns in the place of the list; the statement that binds it is added to it."""
        facts = planner.staging.facts
        pending = [self.statement]
        while pending:
            statement = pending.pop()
            if statement in body:
                continue
            body.add(statement)
            made = [w.node for _, w in facts.writers(facts.by_node[statement])]
            pending.extend(s for s in made if planner.staging.roles.get(s) is Role.MOVE)
            if any(n.kind != "tensor" for n in facts.by_node[statement].made):
                raise _refused(statement)
        return Leaf((), self.tensors[0], "list", self.name)


def shown_list(planner: FramePlanner, loop: ast.AST, expr: ast.AST, value: Value) -> ShownList:
    """The list that a loop of summaries runs over, with the loop rewritten for what the run returns."""
    pairs = [_pair(p) for p in value.prefix] if isinstance(value, Items) and value.rest is None else []
    known = [p for p in pairs if p is not None]
    target = loop.target if isinstance(loop, ast.For) else None
    if (
        not known
        or len(known) != len(pairs)
        or not isinstance(loop, ast.For)
        or loop.iter is not expr
        or not isinstance(expr, ast.Name)
        or not isinstance(target, ast.Tuple)
        or len(target.elts) != 2
        or not all(isinstance(e, ast.Name) for e in target.elts)
        or planner.receiver
    ):
        raise _refused(expr)
    binders = [
        s
        for s in planner.staging.line
        for n, v in planner.bindings.targets(s)
        if n == expr.id and planner.staging.position[s] < planner.staging.position.get(loop, 0)
    ]
    last = (
        next((v for n, v in planner.bindings.targets(binders[-1]) if n == expr.id), None) if binders else None
    )
    variables = planner._variable_list([v for _, v in known])
    if last is not value or variables is None or planner.staging.roles.get(binders[-1]) is not Role.MOVE:
        raise _refused(expr)
    for later in planner.staging.line:
        if planner.staging.position[later] > planner.staging.position[binders[-1]] and any(
            n == expr.id for n, _ in planner.bindings.targets(later)
        ):
            raise _refused(later)
    first = target.elts[0]
    assert isinstance(first, ast.Name)
    planner.renames[first] = f"({first.id}, _)"
    planner.renames[expr] = f"zip({expr.id}, {variables})"
    return ShownList(expr.id, binders[-1], tuple(g for g, _ in known))


def _pair(value: Value) -> tuple[Node, Node] | None:
    parts = value.prefix if isinstance(value, Items) and value.rest is None else ()
    if len(parts) != 2:
        return None
    gradient, variable = parts
    if not isinstance(gradient, Node) or gradient.kind != "tensor" or not isinstance(variable, Node):
        return None
    return (gradient, variable) if variable.kind == "variable" else None


def _refused(where: ast.AST) -> Obstacle:
    return Obstacle(
        "TF511", "summaries of a list of tensors are made in a loop", "make one summary a tensor", where
    )
