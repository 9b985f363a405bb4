"""Summaries made in a loop over pairs of gradients and variables: the run returns the list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.values import Items, Node, Value, nodes_in
from tf2codemod.plan.model import Leaf, Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.variable_paths import VariablePaths
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner


class ShownList(NamedTuple):
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
    several = [v for v in (*value.prefix, value.rest) if v is not None] if isinstance(value, Items) else []
    pairs = [_pair(p) for p in several]
    known = [p for p in pairs if p is not None]
    target, iterated = _runs_over(loop)
    if (
        not known
        or len(known) != len(pairs)
        or not isinstance(loop, ast.For)
        or iterated is not expr
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
    shown = [v for _, v in known]
    variables = planner._variable_list(shown) or VariablePaths(planner).list_with_locals(shown)
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


def _runs_over(loop: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    """The elements of a loop and what it takes them from, whether it names them besides or not."""
    if not isinstance(loop, ast.For):
        return None, None
    zipped = isinstance(loop.iter, ast.Call) and ast.unparse(loop.iter.func) == "zip"
    if zipped and isinstance(loop.iter, ast.Call) and isinstance(loop.target, ast.Tuple):
        apart = len(loop.iter.args) == 2 == len(loop.target.elts) and isinstance(loop.iter.args[0], ast.List)
        return (loop.target.elts[1], loop.iter.args[1]) if apart else (None, None)
    return loop.target, loop.iter


def gatherings(loop: ast.stmt, planner: FramePlanner) -> set[ast.stmt]:
    """The statements that only put the summaries of a loop into lists to be merged, and begin those lists."""
    lists: dict[str, set[ast.stmt]] = {}
    for statement in (n for n in walk(loop) if isinstance(n, ast.Expr)):
        call = statement.value
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "append"
            and isinstance(call.func.value, ast.Name)
            and len(call.args) == 1
            and isinstance(call.args[0], ast.Name)
            and _is_summary(planner.frame.values.get(call.args[0]))
        ):
            lists.setdefault(call.func.value.id, set()).add(statement)
    found: set[ast.stmt] = set()
    for name, appends in lists.items():
        begun = [s for s in planner.staging.line if any(n == name for n, _ in planner.bindings.targets(s))]
        if len(begun) != 1 or not isinstance(begun[0], ast.Assign) or ast.unparse(begun[0].value) != "[]":
            continue
        inside = {n for s in (*appends, begun[0]) for n in walk(s)}
        merged = {a for c in _merges(planner) for a in walk(c)}
        uses = [n for s in planner.staging.line for n in walk(s) if isinstance(n, ast.Name) and n.id == name]
        if all(n in inside or n in merged for n in uses):
            found |= appends | {begun[0]}
    return found


def _is_summary(value: Value | None) -> bool:
    nodes = nodes_in(value) if value is not None else ()
    return bool(nodes) and all(n.kind == "tensor" and model_of(n.op) == "summary" for n in nodes)


def _merges(planner: FramePlanner) -> Iterator[ast.AST]:
    return (n.expr for n in planner.trace.nodes if n.kind == "tensor" and model_of(n.op) == "merged_summary")


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
