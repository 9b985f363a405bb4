"""Data sets that are made anew whenever an iterator over them is initialized, as functions."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from tf2codemod.interpret.trace import RunSite, Trace
from tf2codemod.interpret.values import (
    NONE,
    Node,
    Thing,
    Value,
    contained,
    nodes_in,
    options_of,
)
from tf2codemod.plan.draws import needs_values
from tf2codemod.plan.fetch_structure import fetched_leaves
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.model import DatasetPlan, Role
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.stability import Stability

SEEDED = {"shuffle": "1", "tf.data.Dataset.list_files": "2", "shuffle_and_repeat": "2"}
GRAPH_SEEDS = frozenset(("tf.set_random_seed", "tf.random.set_random_seed"))


class DatasetFunctions:
    """The functions that make data sets, by the initializer that needs them."""

    def __init__(
        self, trace: Trace, planners: Sequence[FramePlanner], starts: Mapping[ast.Call, list[RunSite]]
    ) -> None:
        self.trace = trace
        self.planners = planners
        self.plans: list[DatasetPlan] = []
        self.by_start: dict[Node, DatasetPlan] = {}
        self.done: dict[tuple[ast.AST, ...], DatasetPlan] = {}
        self.planner_of: dict[str, FramePlanner] = {}
        again = self._repeated(starts)
        for group in starts.values():
            for site in group:
                for _, node in fetched_leaves(site.fetches):
                    if "initializes" in node.arguments and node not in self.by_start:
                        self._plan(node, node in again, site)

    def for_start(self, node: Node) -> DatasetPlan | None:
        """The function that makes the data set which an initializer begins, if there is one."""
        return self.by_start.get(node)

    def arguments(self, plan: DatasetPlan, group: Sequence[RunSite]) -> dict[str, ast.expr]:
        """The values that a run feeds to the placeholders of a data set, by parameter."""
        expr = group[0].feed_expr
        frame = group[0].statement.frame
        found: dict[str, ast.expr] = {}
        names = {p: n for n, p in zip(plan.parameters, plan.placeholders, strict=True)}
        if isinstance(expr, ast.Dict):
            for key, value in zip(expr.keys, expr.values, strict=True):
                node = frame.values.get(key) if key is not None else None
                if not isinstance(node, Node) or node not in names:
                    raise Obstacle("TF213", "an initializer is fed what no dataset needs", "feed less", expr)
                found[names[node]] = value
        if len(found) < len(names):
            raise Obstacle(
                "TF213",
                "what an initializer is fed is not written where it runs",
                "write the feed_dict as a dict of placeholders",
                group[0].call,
            )
        return {n: found[n] for n in plan.parameters}

    # Which data sets ------------------------------------------------------------------------------------

    def _repeated(self, starts: Mapping[ast.Call, list[RunSite]]) -> set[Node]:
        """The initializers that run more than once."""
        counts: dict[Node, int] = {}
        for group in starts.values():
            for site in group:
                often = any(r.looped or r.times > 1 for r in site.statement.chain())
                for _, node in fetched_leaves(site.fetches):
                    counts[node] = counts.get(node, 0) + (2 if often else 1)
        by_dataset: dict[int, list[Node]] = {}
        for node in counts:
            by_dataset.setdefault(id(node.arguments.get("dataset")), []).append(node)
        return {n for nodes in by_dataset.values() if sum(counts[n] for n in nodes) > 1 for n in nodes}

    def _plan(self, node: Node, again: bool, site: RunSite) -> None:
        dataset = node.arguments.get("dataset")
        things = [o for o in options_of(dataset) if isinstance(o, Thing)] if dataset is not None else []
        if not things:
            raise _refused("an iterator is initialized with what is not known", node.expr)
        line = {t for thing in things for t in ancestry(thing)}
        given = any(needs_values(t) for t in things)
        seeded = again and any(_has_seed(t) for t in line)
        if again and not seeded and self._graph_seed() and any(t.symbol in SEEDED for t in line):
            raise Obstacle(
                "TF505",
                "with a seed of the graph every initialization shuffles in the same order",
                "give shuffle a seed, or set no seed",
                node.expr,
            )
        if not given and not seeded:
            return
        iterator = node.arguments["initializes"]
        assert isinstance(iterator, Thing)
        call = node.expr if isinstance(node.expr, ast.Call) else iterator.expr
        made = node.made if isinstance(node.expr, ast.Call) else iterator.made
        planner = next((p for p in self.planners if made.frame is p.frame), None)
        if planner is None or planner.receiver or not isinstance(call, ast.Call) or len(things) > 1:
            raise _refused("a dataset that is made of fed values is not made where the graph is built", call)
        source = _source(call, node)
        self.by_start[node] = self._function(planner, made.node, source, things[0])

    def _graph_seed(self) -> bool:
        return any(symbols & GRAPH_SEEDS for symbols in self.trace.symbols.values())

    # The function ---------------------------------------------------------------------------------------

    def _function(
        self, planner: FramePlanner, statement: ast.stmt, source: ast.expr, dataset: Thing
    ) -> DatasetPlan:
        known = self.done.get((statement, source))
        if known is not None:
            return known
        staging = planner.staging
        owner = staging.statement_of.get(statement, statement)
        facts = staging.facts.by_node[owner]
        placeholders = {n for n in upstream(nodes_in(dataset.arguments["inputs"])) if n.kind == "placeholder"}
        makers = {f.node for n in placeholders if (f := staging.facts.top(n)) is not None}
        body: set[ast.stmt] = set()
        pending = [facts]
        while pending:
            reader = pending.pop()
            for (cell, key), writer in staging.facts.writers(reader):
                value = cell.slots.get(key)
                moves = staging.roles.get(writer.node) is Role.MOVE
                if (
                    writer.node in makers
                    or writer.node in body
                    or not (moves or self._makes_dataset(writer.node, planner))
                ):
                    continue
                if value is None or isinstance(writer.node, (ast.FunctionDef, ast.With, ast.Import)):
                    continue
                body.add(writer.node)
                pending.append(writer)
        ordered = tuple(s for s in staging.line if s in body)
        names = []
        order = {n: i for i, n in enumerate(self.trace.nodes)}
        nodes = sorted(placeholders, key=lambda n: order[n])
        for node in nodes:
            named = planner.bindings.name_at(node, staging.line)
            if named is None or not named[0].isidentifier() or node.op != "tf.placeholder":
                raise Obstacle("TF219", "a fed tensor has no name of its own", "bind it to a name", node.expr)
            names.append(named[0])
            planner.parameter_names[node] = named[0]
        self._check_names(ordered, planner)
        for moved in ordered:
            staging.roles[moved] = Role.MOVE
        Stability(planner).check(ordered, set(nodes))
        stem = source.id if isinstance(source, ast.Name) else "dataset"
        name = fresh(f"make_{stem}", planner.taken)
        planner.taken.add(name)
        made = DatasetPlan(name, tuple(names), tuple(nodes), ordered, source, owner)
        self.plans.append(made)
        self.planner_of[name] = planner
        self.done[statement, source] = made
        return made

    def _makes_dataset(self, statement: ast.stmt, planner: FramePlanner) -> bool:
        values = [t for v in planner.staging.bound(statement) for t in contained(v)]
        return any(isinstance(t, Thing) and t.kind == "dataset" for t in values)

    def _check_names(self, body: Sequence[ast.stmt], planner: FramePlanner) -> None:
        """A name must not be bound in the function after it was read from outside."""
        bound = {n for s in body for n, _ in planner.bindings.targets(s)}
        for statement in body:
            facts = planner.staging.facts.by_node[statement]
            for (_, key), writers in facts.reads.items():
                outer = [w for w in writers if w is not None and w.node not in body]
                if key in bound and outer:
                    raise _refused(f"'{key}' means several things while a dataset is made", statement)


def _source(call: ast.Call, node: Node) -> ast.expr:
    """The data set of an initializer, as it is written."""
    if node.expr is call or call.args:
        return call.args[0] if call.args else call.keywords[0].value
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def ancestry(dataset: Thing) -> set[Thing]:
    """A data set and those that it is made from."""
    found: set[Thing] = set()
    pending: list[Value] = [dataset]
    while pending:
        value = pending.pop()
        for thing in contained(value):
            if (
                isinstance(thing, Thing)
                and thing.kind in ("dataset", "transformation")
                and thing not in found
            ):
                found.add(thing)
                pending.extend(thing.arguments.values())
    return found


def _has_seed(dataset: Thing) -> bool:
    """Whether a data set shuffles with a seed of its own."""
    position = SEEDED.get(dataset.symbol)
    if position is None:
        return False
    seed = dataset.arguments.get("seed") or dataset.arguments.get(position)
    return seed is not None and seed != NONE


def _refused(message: str, where: ast.AST) -> Obstacle:
    return Obstacle("TF504", message, "loop over the dataset", where)
