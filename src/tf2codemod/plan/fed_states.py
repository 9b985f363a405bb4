"""States of recurrent cells that are fed: arguments of functions, whose first value is the default."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import RunSite
from tf2codemod.interpret.values import Fetched, Mapping, Node, Unknown, Value, nodes_in, options_of
from tf2codemod.plan.cell_states import may_be_nested, structure_of
from tf2codemod.plan.model import ParameterPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner
    from tf2codemod.plan.slices import Slices

NOT_BOUND = "is not bound where it is read"  # which the program never gets to: it would end there


def state_parameter(planner: Slices, node: Node, full: str, call: ast.Call) -> ParameterPlan:
    """The parameter that a fed state becomes, specified by the state in which the cell begins."""
    calls = {s.call for s in planner.staging.runs if node in _fed(planner, s)}
    sites = [s for s in planner.staging.runs if s.call in calls]
    default = "" if all(_is_always_fed(planner, node, s) for s in sites) else full
    if default and planner.receiver:
        raise Obstacle(
            "TF214",
            "a state is fed at some runs of one place",
            "fetch the first state with a run, and feed the state at each run",
            call,
        )
    spec = f"{planner.tf}.TensorSpec.from_tensor"
    spec = f"{planner.tf}.nest.map_structure({spec}, {full})" if may_be_nested(node) else f"{spec}({full})"
    return ParameterPlan(full.removeprefix(planner.prefix), node, spec=spec, default=default)


def check_feeds(
    planner: FramePlanner,
    group: Sequence[RunSite],
    parameters: Sequence[ParameterPlan],
    fetched: Sequence[Node],
) -> None:
    """What is fed for a state must have its parts, and be fed at each run where it has no default."""
    call = group[0].call
    states = [p for p in parameters if p.node in planner.staging.states]
    for node in (p.node for p in states):
        if node in fetched:
            raise Obstacle(
                "TF220", "a state is fed and fetched by one run", "leave it out of the fetches", call
            )
        if may_be_nested(node) and not _has_parts(planner, node, group):
            raise Obstacle(
                "TF220",
                "what is fed for a state of several parts is not known to have these parts",
                "feed what a run gave for a state of the cell",
                call,
            )
    sometimes = [p.node for p in states if not all(_is_always_fed(planner, p.node, s) for s in group)]
    together = {p.node for p in parameters} == {
        planner.canonical.of(k) for s in group for k in _fed(planner, s)
    }
    if sometimes and not together:
        raise Obstacle(
            "TF214",
            "a state is fed at some runs of one place, beside what the run does not need",
            "feed the state at each of them",
            call,
        )


def check_states(planner: Slices, body: Sequence[ast.stmt], cut: Iterable[Node]) -> None:
    """Code that goes into a function reads a fed state by the name of the parameter alone."""
    facts = planner.staging.facts
    for node in (n for n in cut if n in planner.staging.states):
        named = planner.bindings.name_at(node, planner.staging.line)
        made = facts.top(node)
        if made is not None and made.node in body:
            raise _hidden(made.node)
        for statement in body:
            for expr in walk(statement):
                value = (
                    planner.frame.values.get(expr) if isinstance(expr, (ast.Name, ast.Attribute)) else None
                )
                if value is None or isinstance(getattr(expr, "ctx", None), ast.Store):
                    continue
                if node not in (nodes_in(value) if not isinstance(value, Node) else (value,)):
                    continue
                if value is node and named is not None and ast.unparse(expr) == named[0]:
                    continue
                key = expr.id if isinstance(expr, ast.Name) else expr.attr  # type: ignore[attr-defined]
                for (_, read), writers in facts.by_node[statement].reads.items():
                    for writer in writers if read == key else ():
                        top = writer.within(planner.frame) if writer is not None else None
                        owner = facts.owner.get(top) if top is not None else None
                        if owner is None or owner.node not in body:
                            raise _hidden(statement)


def check_methods(planner: FramePlanner) -> None:
    """The methods of an object either all take a state, or all read the one that the object keeps."""
    given = {p.node for f in planner.functions for p in f.parameters} & planner.staging.states
    for function in planner.functions:
        for node in given - {p.node for p in function.parameters}:
            if any(
                node in nodes_in(value)
                for s in function.body
                for e in walk(s)
                if (value := planner.frame.values.get(e)) is not None
            ):
                raise Obstacle(
                    "TF214",
                    "a state is fed to some methods, and others begin with the first one",
                    "feed the state at each run",
                    node.expr,
                )


def _hidden(node: ast.AST) -> Obstacle:
    return Obstacle(
        "TF220", "a fed state is read by another name", "read it by the name that the first state has", node
    )


def _fed(planner: Slices, site: RunSite) -> set[Node]:
    options = options_of(site.feeds) if site.feeds is not None else ()
    return {
        planner.canonical.of(k)
        for o in options
        if isinstance(o, Mapping)
        for k in o.known
        if isinstance(k, Node)
    }


def _has_parts(planner: Slices, node: Node, group: Sequence[RunSite]) -> bool:
    """Whether all that is fed for a state is what runs gave for states of its cell."""
    fed = [o for s in group for v in _values(planner, node, s) for o in options_of(v)]
    bound = [o for o in fed if not (isinstance(o, Unknown) and o.reason.endswith(NOT_BOUND))]
    wanted = structure_of(node)
    return (
        wanted is not None
        and bool(bound)
        and all(
            isinstance(o, Fetched) and o.node is not None and structure_of(o.node) == wanted for o in bound
        )
    )


def _values(planner: Slices, node: Node, site: RunSite) -> Iterator[Value]:
    for option in options_of(site.feeds) if site.feeds is not None else ():
        for key, value in option.known.items() if isinstance(option, Mapping) else ():
            if isinstance(key, Node) and planner.canonical.of(key) is node:
                yield value


def _is_always_fed(planner: Slices, node: Node, site: RunSite) -> bool:
    """Whether a run feeds a state whatever the host code did before."""
    options = options_of(site.feeds) if site.feeds is not None else ()
    for option in options:
        if not isinstance(option, Mapping):
            return False
        if not any(isinstance(k, Node) and planner.canonical.of(k) is node for k in option.known):
            return False
    if isinstance(site.feed_expr, ast.Dict) or _is_display(planner, node, site):
        return bool(options)
    stores = [s for s in _stores(planner, node) if s is not None]
    return bool(options) and (not stores or any(_comes_before(s, site) for s in stores))


def _is_display(planner: Slices, node: Node, site: RunSite) -> bool:
    """Whether what a run feeds is a name that is bound to nothing but displays with a state."""
    frame, name = site.statement.frame, site.feed_expr
    if not isinstance(name, ast.Name) or name.id not in frame.local_names:
        return False
    bound = []
    for run in frame.statements:
        targets = run.node.targets if isinstance(run.node, ast.Assign) else ()
        if any(isinstance(t, ast.Name) and t.id == name.id for t in targets):
            bound.append(run.node)
    return any(_comes_before(s, site) for s in bound) and all(
        isinstance(s, ast.Assign) and isinstance(s.value, ast.Dict) and _has_key(planner, node, s.value, site)
        for s in bound
    )


def _has_key(planner: Slices, node: Node, display: ast.Dict, site: RunSite) -> bool:
    values = [site.statement.frame.values.get(k) for k in display.keys if k is not None]
    return any(isinstance(v, Node) and planner.canonical.of(v) is node for v in values)


def _stores(planner: Slices, node: Node) -> Iterator[ast.stmt]:
    """The statements that put a value for a state into a dict that is there."""
    for frame in planner.trace.frames:
        for run in frame.statements:
            for target in run.node.targets if isinstance(run.node, ast.Assign) else ():
                for part in walk(target):
                    value = frame.values.get(part.slice) if isinstance(part, ast.Subscript) else None
                    if isinstance(value, Node) and planner.canonical.of(value) is node:
                        yield run.node


def _comes_before(statement: ast.stmt, site: RunSite) -> bool:
    """Whether a statement runs whenever a run is reached: it stands before it in one of its blocks."""
    frame, own = site.statement.frame, site.statement.node
    blocks = [
        block
        for run in frame.statements
        for name in ("body", "orelse", "finalbody")
        if isinstance(block := getattr(run.node, name, None), list)
    ]
    inside = {s for block in blocks for s in block}
    code = frame.function.node if frame.function is not None else None
    top = [r.node for r in frame.statements if r.node not in inside] if code is None else code.body
    blocks.extend([top] if isinstance(top, list) else [])
    for block in blocks:
        if statement in block:
            later = block[block.index(statement) + 1 :]
            return any(own is n for s in later for n in walk(s))
    return False
