"""Hands functions to the code that runs them, along the way that the graph objects took there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import NONE, Node, Value, nodes_in, options_of
from tf2codemod.plan.dependencies import own_expressions
from tf2codemod.plan.fetch_structure import expression_at
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.homes import sees
from tf2codemod.plan.model import FunctionPlan, Role, RunPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.tree import walk


class Handing:
    """What becomes of the graph objects that leave the function which builds them.

    A run that cannot see its function calls the name that held one of its fetches, the carrier: where the
    tensors were handed out the function now is. Graph objects that carry nothing are not handed out.
    """

    def __init__(self, trace: Trace, planners: Sequence[FramePlanner]) -> None:
        self.trace = trace
        self.dropped: set[ast.AST] = set()
        self.consumed: set[ast.AST] = set()
        self.roles: dict[ast.stmt, Role] = {}
        self.carriers: dict[Node, str] = {}
        self.built: set[Node] = set()
        self.planners = planners
        for planner in planners:
            self._hand_out(planner)

    def is_held(self, node: Node) -> bool:
        """Whether functions took the place of a graph object where it was handed out."""
        return node in self.built

    def gone(self, frames: Sequence[Frame], name: str) -> bool:
        """Whether a parameter of a function that stays is only given graph objects that exist no more."""
        values = [f.cell.slots.get(name) for f in frames]
        code = frames[0].function.node if frames[0].function is not None else None
        if any((code, name) in p.draws.given for p in self.planners):
            return True
        if all(self._is_borrowed(f, v) for f, v in zip(frames, values, strict=True)):
            return True
        options = [o for v in values if v is not None for o in options_of(v)]
        dead = [o for o in options if self.is_dead(o)]
        return (
            bool(dead)
            and None not in values
            and all(o == NONE or o in dead for o in options)
            and not any(self._is_moved(f) for f in frames)
        )

    def _is_borrowed(self, frame: Frame, value: Value | None) -> bool:
        """Whether the functions of a frame get the tensor that it was given from another object."""
        planner = next((p for p in self.planners if frame in p.canonical.frames), None)
        if planner is None or not isinstance(value, Node):
            return False
        return planner.canonical.of(value) in {planner.canonical.of(n) for n in planner.borrowed_names}

    def _is_moved(self, frame: Frame) -> bool:
        """Whether a call stands in code that goes into functions."""
        run = frame.caller
        while run is not None:
            for planner in self.planners:
                if run.frame in planner.canonical.frames:
                    statement = planner.staging.statement_of.get(run.node)
                    role = planner.staging.roles.get(statement) if statement is not None else None
                    if role in (Role.MOVE, Role.COPY):
                        return True
            run = run.frame.caller
        return False

    def is_dead(self, value: Value) -> bool:
        """Whether a value is only graph objects that exist no more where they were handed to."""
        nodes = nodes_in(value)
        return bool(nodes) and all(n in self.built and self._canonical(n) not in self.carriers for n in nodes)

    def _canonical(self, node: Node) -> Node:
        for planner in self.planners:
            node = planner.canonical.of(node)
        return node

    def _hand_out(self, planner: FramePlanner) -> None:
        runs = [r for r in planner.runs if r.function is not None and not _visible(r, planner)]
        if not runs or planner.receiver:
            return
        open_runs = [r for r in runs if not r.callee]
        carriers = _matched(open_runs, planner)
        planner.runs = [
            r._replace(callee=ast.unparse(carriers[r.function.name][1][r.call]))
            if r in open_runs and r.function is not None
            else r
            for r in planner.runs
        ]
        self.carriers.update(planner.thunks)
        self.carriers.update({n: name for name, (n, _) in carriers.items()})
        planner.thunks.update({n: name for name, (n, _) in carriers.items()})
        inside = set(planner.canonical.frames)
        self.built |= {
            n
            for n in self.trace.nodes
            if n.kind in ("tensor", "action", "placeholder")
            and any(r.frame in inside for r in n.made.chain())
            and not (n.kind == "tensor" and planner.staging.is_fixed(n))
        }
        for frame in planner.canonical.frames:
            self._leave(planner, frame)
        for frame in self.trace.frames:
            if frame not in inside and not self._is_moved(frame):
                self._drop_assignments(frame)

    def _leave(self, planner: FramePlanner, frame: Frame) -> None:
        """What the building function returns, and gives to the functions that it calls itself."""
        run_calls = {n for r in planner.runs for n in walk(r.call)}
        for run in frame.statements:
            statement = planner.staging.statement_of.get(run.node, run.node)
            if planner.staging.roles.get(statement, Role.KEEP) is not Role.KEEP:
                continue
            for expr in set(own_expressions(run.node)) - run_calls:
                value = frame.values.get(expr)
                node = self._canonical(value) if isinstance(value, Node) else None
                if node in self.carriers:
                    planner.renames[expr] = self.carriers[node]
                    self.consumed.add(expr)
            if isinstance(run.node, ast.Return) and run.node.value is not None:
                self._receive(frame, self._shorten(run.node.value, frame))

    def _shorten(self, returned: ast.expr, frame: Frame) -> frozenset[int]:
        """Leaves the dead parts out of what is returned; the places of those of a tuple."""
        self.consumed.add(returned)
        if isinstance(returned, (ast.Tuple, ast.List)):
            gone = frozenset(i for i, e in enumerate(returned.elts) if self._is_gone(e, frame))
            self._drop(*(returned.elts[i] for i in gone))
            return gone
        for expr in _dict_values(returned):
            if self._is_gone(expr, frame):
                self._drop(expr)
        return frozenset()

    def _is_gone(self, expr: ast.expr, frame: Frame) -> bool:
        value = frame.values.get(expr)
        return value is not None and self.is_dead(value)

    def _drop(self, *exprs: ast.expr) -> None:
        for expr in exprs:
            self.dropped.add(expr)
            self.consumed.update(walk(expr))

    def _receive(self, frame: Frame, places: frozenset[int]) -> None:
        """Takes the parts that are no longer returned out of the unpacking of a call."""
        caller = frame.caller
        if caller is None:
            return
        self.consumed.add(frame.site)  # type: ignore[arg-type]
        statement = caller.node
        if isinstance(statement, ast.Return) and statement.value is frame.site:
            self._receive(caller.frame, places)
            return
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        unpacked = (
            isinstance(statement, ast.Assign)
            and statement.value is frame.site
            and len(statement.targets) == 1
            and isinstance(target, (ast.Tuple, ast.List))
            and not any(isinstance(e, ast.Starred) for e in target.elts)
        )
        if not places:
            return
        if not unpacked or not isinstance(target, (ast.Tuple, ast.List)):
            raise Obstacle(
                "TF216",
                "tensors are returned in a tuple that is not unpacked at the call",
                "unpack what the function returns",
                frame.site or statement,
            )
        self._drop(*(e for i, e in enumerate(target.elts) if i in places))

    def _drop_assignments(self, frame: Frame) -> None:
        """Statements that only keep what is handed out no more."""
        for run in frame.statements:
            if isinstance(run.node, ast.Assign) and only_reads(run.node.value):
                value = frame.values.get(run.node.value)
                plain = all(isinstance(t, (ast.Name, ast.Attribute)) for t in run.node.targets)
                if plain and value is not None and self.is_dead(value):
                    self.roles[run.node] = Role.DROP
                    self.consumed.update(walk(run.node))


def _visible(run: RunPlan, planner: FramePlanner) -> bool:
    homes = planner.canonical.frames
    return all(any(sees(s.statement.frame, h) for h in homes) for s in run.sites)


Carrier = tuple[Node, dict[ast.Call, ast.expr]]


def _matched(runs: Sequence[RunPlan], planner: FramePlanner) -> dict[str, Carrier]:
    """For each function a carrier of its own: a fetched graph object that all its runs can name."""
    wanted: dict[str, list[RunPlan]] = {}
    for run in runs:
        assert run.function is not None
        wanted.setdefault(run.function.name, []).append(run)
    options = {name: list(_candidates(group, planner)) for name, group in wanted.items()}
    taken: dict[Node, str] = {}

    def place(name: str, tried: set[Node]) -> bool:
        for node, _ in options[name]:
            if node in tried:
                continue
            tried.add(node)
            if node not in taken or place(taken[node], tried):
                taken[node] = name
                return True
        return False

    for name, group in wanted.items():
        if not place(name, set()):
            raise Obstacle(
                "TF217",
                "a run of tensors that were handed to it has no name for what it fetches",
                "fetch each tensor by a name",
                group[0].call,
            )
    return {
        name: next(option for option in options[name] if option[0] is node) for node, name in taken.items()
    }


def _candidates(runs: Sequence[RunPlan], planner: FramePlanner) -> Iterator[Carrier]:
    """The graph objects that each of the runs fetches by an expression that only reads."""
    function: FunctionPlan | None = runs[0].function
    assert function is not None
    leaves = sorted(runs[0].leaves, key=lambda leaf: leaf.kind != "action")
    for leaf in leaves:
        found: dict[ast.Call, ast.expr] = {}
        for run in runs:
            path = next((other.path for other in run.leaves if other.node is leaf.node), None)
            expr = expression_at(run.sites[0].fetch_expr, path) if path is not None else None
            if expr is not None and only_reads(expr):
                found[run.call] = expr
        if len(found) == len(runs) and leaf.kind in ("action", "tensor"):
            yield planner.canonical.of(leaf.node), found


def _dict_values(expr: ast.expr) -> list[ast.expr]:
    """The values of a dict that is written with constant keys."""
    if isinstance(expr, ast.Dict):
        return [v for k, v in zip(expr.keys, expr.values, strict=True) if isinstance(k, ast.Constant)]
    if isinstance(expr, ast.Call) and isinstance(expr.func, ast.Name) and expr.func.id == "dict":
        return [k.value for k in expr.keywords if k.arg is not None]
    return []


__all__ = ["Handing"]
