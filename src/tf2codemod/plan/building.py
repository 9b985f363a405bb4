"""Builds layers where their variables are read before anything calls them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import Thing
from tf2codemod.plan.class_parts import is_owned_by_layer
from tf2codemod.plan.element_specs import traced_with
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.model import FunctionPlan, Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

LOOPS = frozenset(("rnn", "bidirectional_rnn"))
BRANCHES = (ast.If, ast.For, ast.While, ast.Try)


class Building:
    """What one frame adds so that its layers have variables by the time they are read."""

    def __init__(self, planner: FramePlanner) -> None:
        self.planner = planner
        self.lines: dict[str, str] = {}
        self.lazy = set(self._lazy())
        self.called = {f.name: self._called(f) for f in planner.functions}

    def plan(self) -> dict[str, str]:
        """The line that each of some functions is followed by, by the name of the function."""
        if self.lazy:
            for owner, order, position, node in (*self._reads(), *self._reads_of_names()):
                built = any(owner in self.called[name] for name in self.lines)
                if not built and not self._is_called_before(owner, order):
                    self._build(owner, position, node)
        return self.lines

    def _lazy(self) -> Iterator[str]:
        """The layers of the frame that have no variables before they are called."""
        planner = self.planner
        yield from (
            plan.name
            for call, plan in planner.layers.items()
            if any(o == plan.name for o in planner.layer_of.values())
        )
        yield from (o for v, o in planner.layer_of.items() if isinstance(v.arguments.get("owner"), Thing))
        for instance in planner.functions_with_state.instances.values():
            made_late = instance.plan.build or any(is_owned_by_layer(v) for v in instance.variables)
            if instance.home is planner.frame and made_late:
                yield instance.name

    def _called(self, function: FunctionPlan) -> set[str]:
        inside = {n for s in function.body for n in walk(s)} | {
            n for leaf in function.returns if leaf.on_the_spot is not None for n in walk(leaf.on_the_spot)
        }
        found = {
            self.planner.layer_of[v]
            for n in self.planner.trace.nodes
            if n.kind == "tensor"
            and (top := self.planner.staging.facts.top(n)) is not None
            and top.node in function.body
            for v in n.inputs
            if v in self.planner.layer_of
            and "owner" in v.arguments
            and (n.op == v.op or model_of(n.op) in LOOPS)
        }
        found |= {o for c, names in self.planner.layer_methods.called.items() if c in inside for o in names}
        found |= {plan.name for call, plan in self.planner.layers.items() if call in inside}
        return found | {
            i.name
            for c, i in self.planner.functions_with_state.instances.items()
            if c in inside and i.home is self.planner.frame
        }

    # Reads ----------------------------------------------------------------------------------------------

    def _reads(self) -> Iterator[tuple[str, int, int, ast.AST]]:
        """The layers whose variables are read without a call of theirs, and when that is."""
        planner = self.planner
        staging = planner.staging
        texts: dict[ast.AST, str] = dict(planner.collections.items())
        texts.update((*planner.whole_values.items(), *planner.widths.items()))
        moved = {n: f for f in planner.functions for n in self._nodes(f)}
        sites = [(r.function.name, s) for r in planner.runs if r.function is not None for s in r.sites]
        for call, text in texts.items():
            owners = {o for o in self.lazy if re.search(rf"(?<![\w.]){re.escape(o)}(?=\.| for )", text)}
            functions = [f for f in planner.functions if call in self._nodes(f)]
            if call in moved:
                for function in functions:
                    orders = [s.statement.order for name, s in sites if name == function.name]
                    for owner in sorted(owners - self.called[function.name]):
                        yield owner, min(orders, default=0), self._first_position(function, sites), call
                continue
            statement = next(
                (s for s in staging.line if any(n is call for n in walk(s)) and not isinstance(s, ast.With)),
                None,
            )
            gone = statement is not None and staging.roles.get(statement) is Role.MOVE
            if statement is not None and statement in planner.frame.by_node and not gone:
                run = self._innermost(statement, call)
                for owner in sorted(owners):
                    yield owner, run.order, staging.position[statement], call

    def _reads_of_names(self) -> Iterator[tuple[str, int, int, ast.AST]]:
        """The layers of which a variable is read by the name that it was returned under, and when that is."""
        planner, position = self.planner, self.planner.staging.position
        sites = [(r.function.name, s) for r in planner.runs if r.function is not None for s in r.sites]
        inside = {f.name: self._nodes(f) for f in planner.functions}
        for expr, text in planner.returned_variables.renames.items():
            owner = text.rpartition(".")[0]
            functions = [f for f in planner.functions if expr in inside[f.name]]
            for function in functions:
                orders = [s.statement.order for name, s in sites if name == function.name]
                if owner in self.lazy and owner not in self.called[function.name]:
                    yield owner, min(orders, default=0), self._first_position(function, sites), expr
            for run in (r for f in planner.trace.frames for r in f.statements if not functions):
                top = run.within(planner.frame) if expr in walk(run.node) else None
                facts = planner.staging.facts.owner.get(top) if top is not None else None
                if facts is not None and owner in self.lazy:
                    gone = planner.staging.roles.get(facts.node) in (Role.MOVE, Role.DROP)
                    if not gone:
                        yield owner, run.order, position[facts.node], expr

    def _innermost(self, statement: ast.stmt, call: ast.AST) -> StatementRun:
        runs = [r for s, r in self.planner.frame.by_node.items() if any(n is call for n in walk(s))]
        return max(runs, key=lambda r: r.order) if runs else self.planner.frame.by_node[statement]

    def _nodes(self, function: FunctionPlan) -> set[ast.AST]:
        parts: list[ast.AST] = [
            *function.body,
            *(leaf.on_the_spot for leaf in function.returns if leaf.on_the_spot is not None),
        ]
        return {n for s in parts for n in walk(s)}

    def _first_position(self, function: FunctionPlan, sites: Sequence[tuple[str, object]]) -> int:
        """The statement of the frame at which a function is first run."""
        planner = self.planner
        positions = [len(planner.staging.line)]
        for run in planner.runs:
            if run.function is not None and run.function.name == function.name:
                for site in run.sites:
                    top = site.statement.within(planner.frame)
                    facts = planner.staging.facts.owner.get(top) if top is not None else None
                    if facts is not None:
                        positions.append(planner.staging.position[facts.node])
        return min(positions)

    def _is_called_before(self, owner: str, order: int) -> bool:
        for run in self.planner.runs:
            calls = run.function is not None and owner in self.called.get(run.function.name, ())
            if calls and any(s.statement.order < order and _is_certain(s.statement) for s in run.sites):
                return True
        return False

    # Building -------------------------------------------------------------------------------------------

    def _build(self, owner: str, position: int, node: ast.AST) -> None:
        planner = self.planner
        if planner.receiver and position < planner.end_of_construction():
            raise Obstacle(
                "TF320",
                "a variable of a layer is read while the object is made",
                "build the layer first",
                node,
            )
        builders = [f for f in planner.functions if owner in self.called[f.name]]
        builders = [
            f
            for f in builders
            if planner.receiver or planner.staging.position.get(f.anchor, position) < position
        ]
        for function in sorted(builders, key=lambda f: (bool(f.trains), not f.has_signature)):
            arguments = traced_with(planner, function)
            if arguments is not None:
                self.lines[function.name] = _building_line(planner, function, arguments)
                return
        raise Obstacle(
            "TF320", "a variable of a layer is read before the layer is built", "build the layer first", node
        )


def _building_line(planner: FramePlanner, function: FunctionPlan, arguments: str) -> str:
    return f"{planner.prefix}{function.name}.get_concrete_function({arguments})  # builds the layers"


def build_lent_layers(
    planner: FramePlanner, planners: Sequence[FramePlanner], builds: dict[str, str]
) -> None:
    """Builds the layers of other objects that one frame names for their variables."""
    for peer, owner in planner.lent_layers:
        found = next((p for p in planners if p is peer), None)
        if found is not None and not found.receiver and build_where_defined(found, owner, planner, builds):
            continue
        if found is None or not build_at_end(found, owner):
            message = "a variable of a layer of another object is read, maybe before the layer is built"
            raise Obstacle("TF320", message, "build the layer first", planner.staging.body[0])


def build_where_defined(
    module: FramePlanner, owner: str, reader: FramePlanner, builds: dict[str, str]
) -> bool:
    """Builds a layer of a module after the function that calls it, before another one reads its variables."""
    called = Building(module).called
    positions = []
    for frame in reader.canonical.frames:
        top = frame.caller.within(module.frame) if frame.caller is not None else None
        facts = module.staging.facts.owner.get(top) if top is not None else None
        if facts is None:
            return False
        positions.append(module.staging.position[facts.node])
    for function in module.functions:
        arguments = traced_with(module, function) if owner in called[function.name] else None
        early = all(module.staging.position.get(function.anchor, p) < p for p in positions)
        if arguments is not None and early:
            builds.setdefault(function.name, _building_line(module, function, arguments))
            return True
    return False


def build_at_end(planner: FramePlanner, owner: str) -> bool:
    """Lets the method that makes an object build one of its layers at its end; whether it can."""
    last = planner.last_of_construction()
    if not planner.receiver or last is None:
        return False
    called = Building(planner).called
    known = " ".join(planner.added.get(last, ()))
    builders = [f for f in planner.functions if owner in called[f.name] and not _reads_outside(planner, f)]
    if any(f"{planner.prefix}{f.name}.get_concrete_function(" in known for f in builders):
        return True
    for function in sorted(builders, key=lambda f: bool(f.trains)):
        arguments = traced_with(planner, function)
        if arguments is not None:
            line = _building_line(planner, function, arguments)
            planner.added[last] = (*planner.added.get(last, ()), line)
            return True
    return False


def _reads_outside(planner: FramePlanner, function: FunctionPlan) -> bool:
    """Whether a method gives a variable by a name of the module, which may be bound only after the object."""
    given = [leaf for leaf in function.returns if leaf.kind == "variable"]
    return any(not name.startswith(planner.prefix) for leaf in given for name in leaf.names)


def _is_certain(run: StatementRun) -> bool:
    """Whether a statement is run once, whatever the program does."""
    return not any(outer.looped or outer.node in _branched(outer.frame) for outer in run.chain())


def _branched(frame: Frame) -> set[ast.AST]:
    return {
        n for r in frame.statements if isinstance(r.node, BRANCHES) for n in walk(r.node) if n is not r.node
    }
