"""Lets a function of one frame call a function of another one for the tensors that it builds on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame, RunSite, StatementRun
from tf2codemod.interpret.values import Cell, Instance, Node
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.fed_names import name_elsewhere
from tf2codemod.plan.hints import dtype_of
from tf2codemod.plan.homes import attribute_name
from tf2codemod.plan.methods import instance_cell, method_of
from tf2codemod.plan.model import FunctionPlan, ParameterPlan
from tf2codemod.plan.naming import fresh, identifier, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_draw, upstream
from tf2codemod.plan.slices import only_reads
from tf2codemod.plan.variable_paths import places_of
from tf2codemod.plan.whole_fetches import WholeFetches
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.summaries import Summaries


class Borrowing(WholeFetches):
    """Plans the calls by which one frame gets tensors of another one."""

    summaries: Summaries

    def borrow(self, roots: Iterable[Node], cut: set[Node], site: RunSite) -> set[Node]:
        """Plans the calls for the tensors of other frames that some graph objects are computed from."""
        by_lender: dict[tuple[Borrowing, Frame | None], list[Node]] = {}
        for node in self._foreign(roots, cut):
            lender = self._lender(node)
            if lender is not None:
                by_lender.setdefault((lender, lender.canonical.home(node)), []).append(node)
        self._check_computed_once([set(upstream(nodes, cut)) for nodes in by_lender.values()], site)
        for (lender, home), nodes in by_lender.items():
            of_home = {n for n in cut if lender.canonical.home(n) in (None, home)}
            self._borrow_from(lender, nodes, of_home, site)
        return {n for nodes in by_lender.values() for n in nodes}

    def _check_computed_once(self, sources: Sequence[set[Node]], site: RunSite) -> None:
        """What one run computed once must not be computed by two calls, if it is not the same each time."""
        seen: set[Node] = set()
        for nodes in sources:
            if any(is_draw(n) or "normalization" in n.op or "batch_norm" in n.op for n in nodes & seen):
                raise Obstacle(
                    "TF216",
                    "two objects build on one tensor that is not the same at each computation",
                    "build them in one object",
                    site.call,
                )
            seen |= nodes

    def _foreign(self, roots: Iterable[Node], cut: set[Node]) -> list[Node]:
        """The first tensors of other frames that are met on the way up."""
        found: dict[Node, None] = {}
        seen = set(cut)
        pending = list(roots)
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            if self._is_foreign(node):
                found[node] = None
            elif node.kind != "variable":
                pending.extend(node.inputs)
        order = {n: i for i, n in enumerate(self.trace.nodes)}
        return sorted(found, key=lambda n: order[n])

    def _is_foreign(self, node: Node) -> bool:
        if node.kind != "tensor" or self.staging.is_fixed(node):
            return False
        apart = node.made.within(self.frame) is None or self.staging.facts.is_foreign(node.made.frame)
        return apart

    def _lender(self, node: Node) -> Borrowing | None:
        """The planner of the frame that made a tensor and has a name for it."""
        for run in node.made.chain():
            for planner in self.peers:
                if not isinstance(planner, Borrowing) or planner is self:
                    continue
                if run.frame in planner.canonical.frames and planner.receiver:
                    own = planner.canonical.of(node)
                    if planner.bindings.name_at(own, planner.staging.line) is not None:
                        return planner
        return None

    def _borrow_from(self, lender: Borrowing, nodes: Sequence[Node], cut: set[Node], site: RunSite) -> None:
        fed = {lender.canonical.of(n): n for n in cut}
        function = lender.lend([lender.canonical.of(n) for n in nodes], set(fed), site)
        callee = f"{self._holder(lender, nodes[0], site)}.{function.name}"
        arguments = [self._lent_parameter(p, fed[p.node], lender) for p in function.parameters]
        names = [self._local_name(n) for n in nodes]
        text = f"{', '.join(names)} = {callee}({', '.join(arguments)})"
        known = {self.staging.facts.borrowed.get(n) for n in nodes}
        if len(known) == 1 and any(k is not None and self.borrowed_calls.get(k.node) == text for k in known):
            return
        (statement,) = ast.parse(text).body
        assert isinstance(statement, ast.Assign)
        target = statement.targets[0]
        self.trace.changed.keep(self.frame.values)
        for part, node in zip(target.elts if isinstance(target, ast.Tuple) else [target], nodes, strict=True):
            self.frame.values[part] = node
        facts = StatementFacts(StatementRun(statement, self.frame, -1, False, True))
        self.staging.adopt(facts)
        self.staging.facts.borrowed.update(dict.fromkeys(nodes, facts))
        self.borrowed_calls[statement] = text

    def lend(self, nodes: Sequence[Node], cut: set[Node], site: RunSite) -> FunctionPlan:
        """A function of this frame that returns some of its tensors."""
        self.passed_on = {}
        borrowed = self.borrow(nodes, cut, site)
        body, used = self._slice(nodes, cut | borrowed, site)
        leaves = tuple(self._leaf((), n, "tensor", body, site) for n in nodes)
        ordered = tuple(s for s in self.staging.line if s in body)
        parameters = self._parameters(self._with_passed_on(used), dict.fromkeys(cut), site.call)
        self._check_stable(ordered, cut)
        function = FunctionPlan(
            self._function_name(leaves, (), site),
            parameters,
            ordered,
            (),
            leaves,
            method_of(self.frame, ordered) if self.receiver else ordered[-1],
            gradients=self.gradients.uses(ordered, nodes, cut, (), self._differentiated),
            receiver=self.receiver,
        )
        return self._shared(function)

    def _with_passed_on(self, used: Sequence[Node]) -> list[Node]:
        """The fed values that a function reads, and those that it gives to functions of other frames."""
        own = [n for n in used if n not in self.borrowed_names and n not in self.passed_on]
        return [*own, *self.passed_on]

    def _holder(self, lender: Borrowing, node: Node, site: RunSite) -> str:
        """The name that this frame has for the object whose tensors it builds on."""
        home = lender.canonical.home(node)
        wanted = instance_cell(home) if home is not None else None
        own = instance_cell(self.frame)
        if own is not None and own is wanted:
            return self.frame.receiver
        for prefix, cell in places_of(self):
            for key, value in cell.slots.items():
                if isinstance(value, Instance) and value.cell is wanted and self._is_bound_once(cell, key):
                    if prefix or cell is not self.frame.cell or self.lifted is None:
                        return f"{prefix}{key}"
                    return self.lifted.need(str(key))
        raise Obstacle(
            "TF216", "a run needs a tensor of another function", "build it where it is run", site.call
        )

    def _is_bound_once(self, cell: Cell, key: object) -> bool:
        every = self.trace.writes.get((cell, key), [])
        writers = [w for w in every if not isinstance(w.node, ast.ClassDef)]  # an object called as its class
        return len(writers) <= 1 and not any(w.looped for w in writers)

    def _lent_parameter(self, lent: ParameterPlan, node: Node, lender: Borrowing) -> str:
        """The name of a fed value that goes on to the function of another frame."""
        named = self.bindings.name_at(node, self.staging.line)
        if named is None and self._is_of_module(node):
            named = name_elsewhere(self, node)
        if named is not None and named[0].removeprefix(self.prefix).isidentifier():
            self.passed_on[node] = None
            return named[0].removeprefix(self.prefix)
        known = dtype_of(node)
        if known is None and not lent.python:
            raise Obstacle("TF220", "a tensor of unknown type is fed", "name its type", node.expr)
        cast = "" if lent.python else f"{self.tf}.{known}"
        others = [p for n, p in self.passed_on.items() if p is not None and n is not node]
        if any(p.name == lent.name for p in others):
            raise Obstacle(
                "TF219", "two objects have placeholders of one name", "give each its own name", node.expr
            )
        self.passed_on[node] = lent._replace(node=node, spec="", dtype=None, cast=cast)
        self.parameter_names[node] = lent.name
        return lent.name

    def _is_of_module(self, node: Node) -> bool:
        """Whether a placeholder has a name in the module alone, which the functions of the frame see."""
        home = node.made.frame
        names = {key for key, value in home.cell.slots.items() if value is node}
        seen = home.function is None and home.cell in self.frame.scopes
        return seen and bool(names) and not names & self.frame.local_names and not self._is_attribute(node)

    def _is_attribute(self, node: Node) -> bool:
        own = instance_cell(self.frame)
        return own is not None and any(value is node for value in own.slots.values())

    def _local_name(self, node: Node) -> str:
        """The name of a borrowed tensor inside of functions, by which moved code reads it from now on."""
        if node not in self.borrowed_names:
            reads = [
                expr
                for expr, value in self.frame.values.items()
                if value is node and isinstance(expr, (ast.Name, ast.Attribute, ast.Subscript))
                if only_reads(expr) and not isinstance(expr.ctx, ast.Store)
            ]
            text = ast.unparse(reads[0]) if reads else attribute_name(node) or node.op
            kept = {
                n
                for s in self.staging.line
                for n in names_in(s)
                if not (reads and isinstance(reads[0], ast.Name) and n == reads[0].id)
            }
            kept |= {  # an attribute that moves is a local name of functions
                n.attr
                for s in self.staging.line
                for n in walk(s)
                if isinstance(n, ast.Attribute)
                and isinstance(n.ctx, ast.Store)
                and ast.unparse(n.value) == self.receiver
            }
            name = fresh(identifier(text.rpartition(".")[2]), kept | set(self.borrowed_names.values()))
            self.borrowed_names[node] = name
            # What summaries read has the name already that it has where they are written.
            named = self.renames.keys() | self.summaries.shown_names
            self.renames.update(dict.fromkeys((r for r in reads if r not in named), name))
        return self.borrowed_names[node]
