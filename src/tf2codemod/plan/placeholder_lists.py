"""Lists of placeholders, which functions get as one argument each."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame, RunSite
from tf2codemod.interpret.values import Bound, Function, Items, Node, Value, nodes_in, options_of
from tf2codemod.plan.model import ParameterPlan, Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

PLACEHOLDER = "tf.placeholder"


class PlaceholderLists:
    """The lists of one frame that hold placeholders without names of their own, and nothing else."""

    def __init__(self, planner: StateNames) -> None:
        self.planner = planner
        self.names: dict[Node, str] = {}
        self.first: dict[Node, Node] = {}
        self.members: dict[Node, tuple[Node, ...]] = {}
        self.binders: dict[Node, ast.stmt] = {}
        self.gone: set[Node] = set()
        for statement in planner.staging.line:
            for name, value in planner.bindings.targets(statement):
                if isinstance(value, Items) and self._is_list(name, value, statement):
                    members = nodes_in(value)
                    self.members[members[0]] = members
                    for node in members:
                        self.names[node], self.first[node] = name, members[0]
                    self.binders[members[0]] = statement

    def _is_list(self, name: str, value: Items, statement: ast.stmt) -> bool:
        """Whether a list is made by one statement, or filled by one loop, of placeholders alone."""
        parts = (*value.prefix, *((value.rest,) if value.rest is not None else ()))
        nodes = [p for p in parts if isinstance(p, Node) and p.op == PLACEHOLDER]
        if value.kind != "list" or not nodes or len(nodes) < len(parts) or len(set(nodes)) < len(nodes):
            return False
        facts = self.planner.staging.facts
        tops = {facts.top(n) for n in nodes}
        top = tops.pop() if len(tops) == 1 else None
        if top is None or any(n.made.frame is not self.planner.frame for n in nodes):
            return False
        if top.node is statement:
            written = isinstance(statement, ast.Assign) and len(statement.targets) == 1
            made = statement.value if isinstance(statement, ast.Assign) else None
            if not written or not isinstance(made, (ast.List, ast.ListComp)):
                return False
            if any(n.expr not in (made.elts if isinstance(made, ast.List) else [made.elt]) for n in nodes):
                return False
        elif not isinstance(top.node, ast.For):
            return False
        stores = [
            n
            for s in self.planner.staging.line
            for n in walk(s)
            if isinstance(n, (ast.Name, ast.Attribute)) and isinstance(n.ctx, ast.Store)
        ]
        if sum(ast.unparse(n) == name for n in dict.fromkeys(stores)) != 1:
            return False
        allowed = {statement, top.node}
        for (cell, _), writers in self.planner.trace.writes.items():
            if cell is value.cell:
                for writer in writers:
                    run = writer.within(self.planner.frame)
                    owner = facts.owner.get(run) if run is not None else None
                    if owner is None or owner.node not in allowed:
                        return False
        return True

    def leave_out(self) -> None:
        """Leaves out the lists that cannot be made where they stood."""
        for first, statement in self.binders.items():
            self._leave_out(first, statement)

    def _leave_out(self, first: Node, statement: ast.stmt) -> None:
        """Leaves out a list that is filled in a loop over what exists in functions alone."""
        staging = self.planner.staging
        top = staging.facts.top(first)
        if top is None or top.node is statement or not isinstance(top.node, ast.For):
            return
        moved = [w for _, w in staging.facts.writers(top) if staging.roles.get(w.node) is Role.MOVE]
        types = {ast.dump(d) if (d := type_of(n)) is not None else "" for n in self.members[first]}
        if moved and len(types) == 1 and not top.effects and not _outlives(top.node, staging.line):
            self.gone.add(first)
            staging.roles[statement] = staging.roles[top.node] = Role.DROP

    def making(self) -> set[ast.AST]:
        """What stands in the statements that make the lists."""
        facts = self.planner.staging.facts
        found: set[ast.AST] = set()
        for first, members in self.members.items():
            tops = {facts.top(n) for n in members}
            found.update(n for t in tops if t is not None for n in walk(t.node))
            for statement in self.planner.staging.line:
                if any(n == self.names[first] for n, _ in self.planner.bindings.targets(statement)):
                    found.update(walk(statement))
        return found

    def feed(self, fed: dict[Node, ast.expr | None], sites: Sequence[RunSite]) -> None:
        """Gives each list that a run feeds its value where the run says it; lists are fed as a whole."""
        found = {self.first[n] for n in fed if n in self.first}
        if not found:
            return
        site = sites[0]
        expr, frame = site.feed_expr, site.statement.frame
        if isinstance(expr, ast.Dict):
            for key, value in zip(expr.keys, expr.values, strict=True):
                held = frame.values.get(key) if key is not None else None
                listed = self._of(held) if held is not None else None
                if listed is not None and key is not None and is_whole(key):
                    fed[listed] = value
                elif held is not None and any(n in self.first for n in nodes_in(held)):
                    raise in_parts(site.call)
        elif not isinstance(expr, (ast.Name, ast.Attribute)) and not _calls_project(expr, frame):
            raise in_parts(site.call)
        if any(m not in fed for first in found for m in self.members[first]):
            raise in_parts(site.call)

    def _of(self, value: Value) -> Node | None:
        """The first placeholder of the list that a key of a feed_dict holds as a whole."""
        found: set[Node | None] = set()
        for option in options_of(value):
            nodes = tuple(self.planner.canonical.of(n) for n in nodes_in(option))
            first = self.first.get(nodes[0]) if nodes and isinstance(option, Items) else None
            found.add(first if first is not None and nodes == self.members[first] else None)
        return found.pop() if len(found) == 1 else None

    def collapsed(self, nodes: Iterable[Node]) -> list[Node]:
        """The nodes with one for each list."""
        return list(dict.fromkeys(self.first.get(n, n) for n in nodes))

    def parameter(self, node: Node) -> ParameterPlan | None:
        """The parameter for a list, if the node stands for one."""
        if node not in self.members:
            return None
        full = self.names[node]
        name = full.removeprefix(self.planner.prefix)
        if not name.isidentifier():
            return None
        for member in self.members[node]:
            self.planner.parameter_names[member] = name
        if node in self.gone:
            return ParameterPlan(name, node, dtype=type_of(node), listed=True)
        return ParameterPlan(name, node, spec=full)

    def check_fed(self, value: Value | None, fed: set[Node], statement: ast.stmt) -> None:
        """A statement of a function takes no list that a run does not feed."""
        held = [self.planner.canonical.of(n) for n in nodes_in(value)] if value is not None else []
        if any(n in self.first and n not in fed for n in held):
            raise Obstacle(
                "TF215",
                "a run needs a statement that takes placeholders which the run does not feed",
                "compute what it needs in a statement of its own",
                statement,
            )

    def check_signature(self, parameters: Sequence[ParameterPlan], call: ast.Call) -> None:
        """A list is cast by the signature of its function, which all parameters must have."""
        listed = any(p.node in self.members and p.node not in self.gone for p in parameters)
        if listed and any(p.python or not p.spec or p.default for p in parameters):
            raise in_parts(call)

    def keys(self) -> Iterator[tuple[ast.expr, str]]:
        """The keys of feed dictionaries that hold a whole list, with its name."""
        if not self.members:
            return
        for frame in self.planner.trace.frames:
            for run in frame.statements:
                for key in keys_in(run.node):
                    value = frame.values.get(key)
                    held = [n for n in nodes_in(value) if n in self.first] if value is not None else []
                    if not held or not run.reached:
                        continue
                    listed = self._of(value) if value is not None else None
                    if listed is None or not is_whole(key) or listed not in self.planner.parameter_names:
                        raise in_parts(key)
                    yield key, repr(self.planner.parameter_names[listed])


def type_of(node: Node) -> ast.expr | None:
    """The expression of a placeholder's type."""
    if not isinstance(node.expr, ast.Call):
        return None
    by_name = {k.arg: k.value for k in node.expr.keywords}
    return node.expr.args[0] if node.expr.args else by_name.get("dtype")


def _outlives(loop: ast.For, line: Iterable[ast.stmt]) -> bool:
    """Whether the names that a loop binds are read elsewhere."""
    bound = {ast.unparse(n) for n in walk(loop) if isinstance(getattr(n, "ctx", None), ast.Store)}
    others = (n for s in line if s is not loop for n in walk(s) if n not in set(walk(loop)))
    loads = (n for n in others if isinstance(n, (ast.Name, ast.Attribute)) and isinstance(n.ctx, ast.Load))
    return any(ast.unparse(n) in bound for n in loads)


def keys_in(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions that may be keys of dictionaries in a statement."""
    for node in walk(statement):
        if isinstance(node, ast.Dict):
            yield from (k for k in node.keys if k is not None)
        elif isinstance(node, ast.DictComp):
            yield node.key
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield node.slice


def is_whole(key: ast.expr) -> bool:
    """Whether a key is ``tuple`` of a list that stands in a name."""
    return (
        isinstance(key, ast.Call)
        and isinstance(key.func, ast.Name)
        and key.func.id == "tuple"
        and len(key.args) == 1
        and isinstance(key.args[0], (ast.Name, ast.Attribute))
    )


def _calls_project(expr: ast.expr | None, frame: Frame) -> bool:
    """Whether the dict of a run is what a function of the project returns."""
    return isinstance(expr, ast.Call) and isinstance(frame.values.get(expr.func), (Function, Bound))


def in_parts(node: ast.AST) -> Obstacle:
    """Where a list of placeholders is used in a way that a list of specifications is not."""
    return Obstacle(
        "TF219", "a list of placeholders is fed in parts", "bind each placeholder to a name", node
    )
