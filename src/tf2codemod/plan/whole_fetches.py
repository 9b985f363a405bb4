"""Plans runs whose fetches are a value, a structure, or done where they stand."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import RunSite
from tf2codemod.interpret.values import (
    NONE,
    Const,
    Node,
    Union,
    Value,
    nodes_in,
)
from tf2codemod.plan.fetch_structure import expression_at, fetched_leaves
from tf2codemod.plan.model import (
    FunctionPlan,
    Leaf,
    Role,
    RunPlan,
)
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.requests import Requests
from tf2codemod.plan.slices import (
    only_reads,
)
from tf2codemod.tree import walk

Fetched = tuple[tuple[object, ...], Node]
ASSIGNMENTS = frozenset(("tf.assign", "tf.assign_add", "tf.assign_sub"))


class WholeFetches(Requests):
    """Plans runs by the value of what they fetch."""

    def _reads_variables_by_names(self, group: list[RunSite], fetched: Sequence[Sequence[Fetched]]) -> bool:
        """A run of a list whose parts are read from names, which hold a variable at each time."""
        whole = group[0].fetch_expr
        if not isinstance(whole, (ast.List, ast.Tuple)) or any(s.feeds not in (None, NONE) for s in group):
            return False
        paths = {tuple(path for path, _ in leaves) for leaves in fetched}
        nodes = [n for leaves in fetched for _, n in leaves]
        if len(paths) != 1 or not nodes or any(n.kind != "variable" for n in nodes):
            return False
        read = [expression_at(whole, path) for path, _ in fetched[0]]
        if len(read) != len(whole.elts) or not all(e is not None and only_reads(e) for e in read):
            return False
        leaves = (
            Leaf(path, self.canonical.of(n), "variable", on_the_spot=e)
            for (path, n), e in zip(fetched[0], read, strict=True)
        )
        self.runs.append(RunPlan(tuple(group), tuple(leaves), None))
        return True

    def _plan_by_value(self, call: ast.Call, group: list[RunSite]) -> bool:
        """A run that fetches what a name holds, which becomes a variable or a function."""
        fetched = [fetched_leaves(s.fetches) for s in group]
        fetched = (
            [[(path, n)] for leaves in fetched for path, n in leaves]
            if self._are_alternatives(group)
            else fetched
        )
        if self._reads_variables_by_names(group, fetched):
            return True
        if any(len(leaves) != 1 or leaves[0][0] for leaves in fetched) or not only_reads(group[0].fetch_expr):
            return False
        nodes = list(dict.fromkeys(self.canonical.of(leaves[0][1]) for leaves in fetched))
        if all(n.kind == "variable" for n in nodes):
            self.runs.append(
                RunPlan(
                    tuple(group), (Leaf((), nodes[0], "variable", on_the_spot=group[0].fetch_expr),), None
                )
            )
            return True
        fed = self._fed(call, group)
        fed.update(self.draws.needed(nodes, fed, call))
        if self.receiver or any(self._kind(n) != "tensor" or n in self.staging.on_the_spot for n in nodes):
            return False
        parameters = self._parameters(fed, fed, call)
        for node in nodes:
            body, _ = self._slice([node], set(fed), group[0])
            leaf = self._leaf((), node, "tensor", body, group[0])
            ordered = tuple(s for s in self.staging.line if s in body)
            name = self._name_of_its_own(node, leaf.expression)
            if not name.isidentifier() or name in self.host_names or not ordered:
                return False
            self._check_stable(ordered, set(fed))
            gradients = self.gradients.uses(ordered, [node], set(fed), (), self._differentiated)
            function = FunctionPlan(name, parameters, ordered, (), (leaf,), ordered[-1], gradients=gradients)
            if self._shared(function).name != name:
                return False
            self.thunks[node] = name
        shown = self.functions[-1]
        literal, feed_dict, _ = self._given(parameters, fed, group[0].feed_expr)
        leaves_now = (Leaf((), nodes[0], "tensor", ast.unparse(group[0].fetch_expr)),)
        self.runs.append(
            RunPlan(
                tuple(group),
                leaves_now,
                shown,
                literal,
                feed_dict,
                True,
                callee=ast.unparse(group[0].fetch_expr),
                draws=self.draws.drawn(parameters, group),
            )
        )
        return True

    def _name_of_its_own(self, node: Node, expression: str) -> str:
        """A name that never means anything but a tensor; the expression that gives it where there is none."""
        meant: dict[str, list[Value]] = {}
        for name, value in (b for s in self.staging.line for b in self.bindings.targets(s)):
            meant.setdefault(name, []).append(value)
        own = [
            name
            for name, values in meant.items()
            if len(values) == 1 and isinstance(values[0], Node) and self.canonical.of(values[0]) is node
        ]
        return expression if expression in own or not own else own[-1]

    def _are_alternatives(self, group: Sequence[RunSite]) -> bool:
        return any(isinstance(s.fetches, Union) for s in group)

    def _runs_in_place(self, leaves: Sequence[tuple[tuple[object, ...], Node]]) -> bool:
        """Whether a run does only assignments that are written at the run and need nothing that moves."""
        nodes = [n for _, n in leaves]
        if not all(n.op in ASSIGNMENTS and n in self.staging.on_the_spot for n in nodes):
            return False
        needed = upstream(nodes)
        return all(
            n.kind == "variable" or n in self.staging.on_the_spot or self.staging.is_fixed(n) for n in needed
        )

    def _keep_lists(self, group: Sequence[RunSite]) -> None:
        """Lets the lists of variables that a run in its place goes through stay there."""
        read = {n.id for s in group for n in walk(s.fetch_expr) if isinstance(n, ast.Name)}
        for statement, role in self.staging.roles.items():
            for name, value in self.bindings.targets(statement) if role is Role.MOVE else ():
                if name in read and all(n.kind == "variable" for n in nodes_in(value)):
                    self.staging.roles[statement] = Role.COPY

    def _is_structure(
        self, site: RunSite, leaves: Sequence[tuple[tuple[object, ...], Node]], kinds: Sequence[str]
    ) -> bool:
        """Whether the function returns the fetched expression as a whole: nested, or made by a loop."""
        if self.receiver or not all(k in ("tensor", "eager") for k in kinds):
            return False
        nested = any(len(p) > 1 or (p and isinstance(p[0], Const)) for p, _ in leaves)
        hidden = any(
            n in self.staging.on_the_spot and expression_at(site.fetch_expr, p) is None for p, n in leaves
        )
        written = isinstance(site.fetch_expr, (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.BinOp))
        computed = isinstance(site.fetch_expr, ast.Call) and all(
            n in self.staging.on_the_spot for _, n in leaves
        )
        return (written and (nested or hidden)) or (computed and bool(leaves[0][0]))

    def _plan_structure(
        self,
        call: ast.Call,
        group: list[RunSite],
        leaves: Sequence[tuple[tuple[object, ...], Node]],
        fed: dict[Node, ast.expr | None],
    ) -> None:
        site = group[0]
        body, used = self._slice([n for _, n in leaves], set(fed), site)
        pending = [f for n in walk(site.fetch_expr) if isinstance(n, ast.Name) for f in self._makers(n, site)]
        for facts in pending:
            more, also = self._slice(
                [n for v in self.staging.bound(facts.node) for n in nodes_in(v)], set(fed), site
            )
            body |= more | {facts.node}
            used = [*used, *(n for n in also if n not in used)]
        parameters = self._parameters(used, fed, call)
        ordered = tuple(s for s in self.staging.line if s in body)
        leaf = Leaf((), leaves[0][1], "structure", on_the_spot=site.fetch_expr)
        anchor, before = self._anchor(ordered, site, (leaf,))
        self._check_stable(ordered, set(fed))
        self._check_stable_on_the_spot(site.fetch_expr, site)
        gradients = self.gradients.uses(ordered, [n for _, n in leaves], set(fed), (), self._differentiated)
        name = self._function_name((leaf,), (), site)
        function = self._shared(
            FunctionPlan(name, parameters, ordered, (), (leaf,), anchor, before, gradients=gradients)
        )
        given, drawn = self._given(parameters, fed, site.feed_expr), self.draws.drawn(parameters, group)
        self.runs.append(RunPlan(tuple(group), (leaf,), function, *given, structure=True, draws=drawn))
