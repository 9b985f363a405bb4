"""Turns summaries into functions that write what a run returned."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import RunSite
from tf2codemod.interpret.values import Const, Items, Mapping, Node, nodes_in
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.inner_summaries import InnerSummaries
from tf2codemod.plan.methods import method_of
from tf2codemod.plan.model import Leaf, Role, SummaryLine, SummaryPlan
from tf2codemod.plan.naming import PLAIN_ENDINGS, fresh, identifier
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.summary_lists import ShownList, gatherings, shown_list
from tf2codemod.plan.summary_names import check_tensor_names
from tf2codemod.plan.variable_names import written_names
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner

SCOPES = frozenset(("tf.name_scope", "tf.variable_scope"))
Unit = ast.Call | ast.stmt


def is_summary(node: Node) -> bool:
    """Whether a graph object is a summary, or several merged into one."""
    return node.kind == "tensor" and model_of(node.op) in ("summary", "merged_summary")


def single_summaries(node: Node) -> Iterator[Node]:
    """The summaries that a merged one holds, in the order in which they were merged."""
    if model_of(node.op) == "summary":
        yield node
        return
    for source in node.inputs:
        if is_summary(source):
            yield from single_summaries(source)


class Summaries:
    """The summaries that the runs of one frame fetch: what they show, and the functions that write it."""

    def __init__(self, planner: FramePlanner) -> None:
        self.planner = planner
        self.plans: dict[Node, SummaryPlan] = {}
        self.shown_by: dict[Node, dict[Node, ast.expr]] = {}
        self.lists: dict[Node, ShownList] = {}
        self.inner = InnerSummaries(planner)
        self.named: set[ast.Call] = set()
        self.shown_names: set[ast.AST] = set()

    def shown(self, nodes: Sequence[Node], site: RunSite) -> list[Node]:
        """The nodes with each summary replaced by the tensors that it shows."""
        found: dict[Node, None] = {}
        for node in nodes:
            if is_summary(node):
                self._read(node, site)
                for part in self.shown_by[node]:
                    found.update(dict.fromkeys(self.lists[part].tensors if part in self.lists else (part,)))
            else:
                found[node] = None
        return list(found)

    def leaf(self, path: tuple[object, ...], node: Node, body: set[ast.stmt], site: RunSite) -> Leaf:
        """What a function returns in the place of a fetched summary: the values that it shows."""
        planner = self.planner
        parts: list[Leaf] = []
        for shown, expr in self.shown_by[node].items():
            if shown in self.lists:
                parts.append(self.lists[shown].leaf(planner, body))
                continue
            if shown in self.inner.owned:
                text, maker = self.inner.owned[shown]
                if maker not in body:
                    raise Obstacle(
                        "TF511",
                        "a summary shows a variable of a layer that the run does not call",
                        "fetch what the layer computes too",
                        site.call,
                    )
                parts.append(Leaf((), shown, "variable", text))
                continue
            kind = "variable" if shown.kind == "variable" else "tensor"
            named = planner.bindings.name_at(shown, planner.staging.line)
            outside = named is None and shown.kind == "variable"
            parts.append(
                Leaf((), shown, kind, ast.unparse(expr))
                if outside
                else planner._leaf((), shown, kind, body, site)
            )
        text = ", ".join(p.expression for p in parts)
        return Leaf(
            path,
            node,
            "summary",
            text if len(parts) == 1 else f"({text})",
            parts=tuple(parts),
            label=self._label(node),
        )

    def _label(self, node: Node) -> str:
        planner = self.planner
        named = next(
            (n for s in planner.staging.line for n, v in planner.bindings.targets(s) if v is node),
            "summaries",
        )
        return identifier(named.removeprefix(planner.prefix))

    # What is written ------------------------------------------------------------------------------------

    def _read(self, node: Node, site: RunSite) -> None:
        if node in self.plans:
            return
        planner = self.planner
        units: dict[Unit, StatementFacts] = {}
        inputs: dict[Node, ast.expr] = {}
        names: dict[Node, str] = {}
        found: dict[SummaryLine, None] = {}
        for single in single_summaries(node):
            facts = planner.staging.facts.top(single)
            if facts is None:
                raise Obstacle(
                    "TF511",
                    "a summary is made in another function than the rest of the graph",
                    "make it where its values are computed",
                    single.expr,
                )
            unit = self._unit(single, facts)
            check_tensor_names(single, planner.frame)
            if unit is None:
                found[self.inner.line(single, facts, inputs, names)] = None
            elif unit not in units:
                units[unit] = facts
                self._gather(unit, inputs, names)
                found[SummaryLine(unit, self._scope(facts.node), facts.node)] = None
        lines = tuple(found)
        used = set(names.values()) | {n.id for u in units for n in walk(u) if isinstance(n, ast.Name)}
        parameters = tuple(fresh(n, used) for n in ("writer", "values", "step"))
        label = self._label(node)
        for ending in PLAIN_ENDINGS:
            label = label.removesuffix(ending)
        name = fresh(f"write_{label}", planner.taken)
        planner.taken.add(name)
        planner.take(name)
        self._check_tags(units)
        self._check_equal(lines)
        top = planner.staging.facts.top(node)
        on_the_spot = node in planner.staging.on_the_spot or top is None
        if on_the_spot:
            run = site.statement.within(planner.frame)
            top = planner.staging.facts.owner.get(run) if run is not None else None
        if top is None:
            raise Obstacle(
                "TF511",
                "a merged summary is made in another function than the summaries",
                "merge them where they are made",
                node.expr,
            )
        for line in (n for n in lines if not n.text):
            if not on_the_spot or line.statement is not top.node:
                planner.staging.roles[line.statement] = Role.MOVE
        if not on_the_spot:
            planner.staging.roles[top.node] = Role.MOVE
        anchor, before = (
            (self._definition_above(list(units)), True) if planner.receiver else (top.node, on_the_spot)
        )
        self.shown_by[node] = inputs
        self.plans[node] = SummaryPlan(
            name, parameters, tuple(names[n] for n in inputs), lines, anchor, before
        )

    def _check_tags(self, units: dict[Unit, StatementFacts]) -> None:
        """TensorFlow 1 numbered the scopes of a helper called twice, which would give equal tags now."""
        seen: set[tuple[str, str]] = set()
        for unit, facts in units.items():
            if isinstance(unit, ast.Expr) and isinstance(unit.value, ast.Call):
                key = (self._scope(facts.node), ast.unparse(unit.value.func))
                if key in seen:
                    raise Obstacle(
                        "TF512",
                        "several calls of a helper write summaries under one scope",
                        "make each call under a name scope of its own",
                        unit,
                    )
                seen.add(key)

    def _check_equal(self, lines: Sequence[SummaryLine]) -> None:
        """TensorFlow 1 numbered summaries of one name."""
        tags: set[str] = set()
        for line in lines:
            tag = self._tag(line)
            if tag and tag in tags:
                raise Obstacle(
                    "TF512",
                    "two summaries have one name, which TensorFlow 1 numbered",
                    "give each a name of its own",
                    line.statement,
                )
            tags.add(tag)

    def _tag(self, line: SummaryLine) -> str:
        """The tag of a summary that a call of its own makes, if it is known."""
        call = ast.parse(line.text, mode="eval").body if line.text else line.node
        if not isinstance(call, ast.Call) or (line.text and line.scope):
            return ""
        named = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "name"), None)
        value = (
            named
            if isinstance(named, ast.Constant) or named is None
            else self.planner.frame.values.get(named)
        )
        text = value.value if isinstance(value, (ast.Constant, Const)) else ""
        return "/".join(p for p in (line.scope, text) if p) if isinstance(text, str) else ""

    def _unit(self, single: Node, facts: StatementFacts) -> Unit | None:
        """The call that makes a summary, or the whole statement if the call stands in a helper or a loop.

        There is none where a helper computes something else too.
        """
        statement = facts.node
        simple = not isinstance(statement, (ast.For, ast.While, ast.If, ast.With, ast.Try))
        if single.made is facts.run and simple and isinstance(single.expr, ast.Call):
            return single.expr
        made = set(facts.made)
        outside = [
            n
            for n in self.planner.trace.nodes
            if n not in made and not is_summary(n) and made & set(n.inputs)
        ]
        if not isinstance(statement, (ast.Expr, ast.For)) or outside or any(n.kind != "tensor" for n in made):
            if single.made.frame is not self.planner.frame:
                return None
            raise Obstacle(
                "TF511",
                "a function makes summaries of tensors that exist only inside of it",
                "return the tensors and make the summaries outside",
                single.expr,
            )
        return statement

    def _gather(self, unit: Unit, inputs: dict[Node, ast.expr], names: dict[Node, str]) -> None:
        """Notes the tensors that a summary reads, each under the name that it has in the written function."""
        frame = self.planner.frame
        own = {n.id for n in walk(unit) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        if isinstance(unit, ast.stmt):
            self.planner._check_stable([unit], set())
            self._check_names(unit)
            self.inner.dropped |= gatherings(unit, self.planner)
        pending: list[ast.AST] = [unit]
        while pending:
            expr = pending.pop(0)
            if expr in self.inner.dropped:
                continue
            value = frame.values.get(expr)
            reads = isinstance(expr, (ast.Name, ast.Attribute, ast.Subscript)) and not (
                isinstance(expr, ast.Name) and expr.id in own
            )
            if reads and isinstance(value, Node):
                assert isinstance(expr, ast.expr)
                self._name(expr, value, inputs, names)
                continue
            if (
                reads
                and isinstance(value, (Items, Mapping))
                and any(n.kind != "variable" for n in nodes_in(value))
            ):
                shown = shown_list(self.planner, unit, expr, value)
                first = shown.tensors[0]
                if first in names:
                    raise Obstacle("TF511", "a tensor is shown alone and in a list", "show it once", expr)
                self.lists[first] = shown
                inputs[first] = ast.Name(shown.name, ast.Load())
                names[first] = shown.name
                continue
            pending.extend(ast.iter_child_nodes(expr))

    def _check_names(self, unit: ast.stmt) -> None:
        """Tags made from the names of variables must be the names that TensorFlow 1 gave."""
        for asked in (n for n in walk(unit) if isinstance(n, ast.Attribute) and n.attr in ("name", "op")):
            value = self.planner.frame.values.get(asked.value)
            variables = [
                v
                for v in self.planner.trace.collections.get("variables", ())
                if value is None or v in nodes_in(value)
            ]
            written = written_names(self.planner.trace, variables)
            if asked.attr == "op" or written is None or any(v in self.planner.layer_of for v in variables):
                raise Obstacle(
                    "TF512",
                    "a tag is made from the name of a variable, which is another now",
                    "write the tags out",
                    asked,
                )
            self.named |= written
            if asked in _tags(unit, self.planner) and _stores(unit, asked.value):
                # TensorFlow 1 wrote tags without colons.
                self.planner.renames[asked] = f"{ast.unparse(asked)}.replace(':', '_')"

    def _name(self, expr: ast.expr, node: Node, inputs: dict[Node, ast.expr], names: dict[Node, str]) -> None:
        node = self.planner.canonical.of(node)
        text = ast.unparse(expr)
        receiver = self.planner.frame.receiver
        self.shown_names.add(expr)
        if node not in names:
            inputs[node] = expr
            own = text.removeprefix(f"{receiver}.") if receiver else text
            names[node] = fresh(identifier(own), names.values())
        if names[node] != text:
            self.planner.renames[expr] = names[node]

    def _scope(self, statement: ast.stmt) -> str:
        """The name scopes around a summary, which stand before its tag."""
        staging = self.planner.staging
        parts: list[str] = []
        for outer in staging.line:
            if (
                not isinstance(outer, ast.With)
                or not staging.opens(outer)
                or statement not in set(walk(outer))
            ):
                continue
            for item in outer.items:
                call = item.context_expr
                if isinstance(call, ast.Call) and self.planner.trace.symbols.get(call.func, set()) & SCOPES:
                    given = (
                        call.args[0]
                        if call.args
                        else next(
                            (k.value for k in call.keywords if k.arg in ("name", "name_or_scope")), None
                        )
                    )
                    value = self.planner.frame.values.get(given) if given is not None else None
                    if not isinstance(value, Const) or not isinstance(value.value, str):
                        raise Obstacle(
                            "TF512",
                            "a summary is made under a computed name scope",
                            "write its whole tag",
                            call,
                        )
                    parts.append(value.value.rstrip("/"))
        return "/".join(parts)

    def _definition_above(self, units: Sequence[Unit]) -> ast.stmt:
        """The definition at the top of the module that the method of this frame belongs to."""
        planner = self.planner
        for unit in units:
            for name in (n for n in walk(unit) if isinstance(n, ast.Name)):
                local = name.id in planner.frame.local_names
                tensor = isinstance(planner.frame.values.get(name), Node)
                if local and not tensor and not any(name in set(walk(e)) for e in planner.renames):
                    raise Obstacle(
                        "TF512",
                        f"a summary reads '{name.id}', which exists only in the method",
                        "keep it as an attribute",
                        name,
                    )
        method = method_of(planner.frame)
        for frame in planner.trace.frames:
            for run in frame.statements if frame.function is None else ():
                if isinstance(run.node, (ast.ClassDef, ast.FunctionDef)) and method in set(walk(run.node)):
                    return run.node
        raise Obstacle(
            "TF512",
            "summaries are made in a class that is not at the top of its file",
            "move the class",
            method,
        )


def _tags(unit: ast.stmt, planner: FramePlanner) -> set[ast.AST]:
    """The expressions that make the tags of the summaries of a statement."""
    shown = {n.expr for n in planner.trace.nodes if n.kind == "tensor" and model_of(n.op) == "summary"}
    calls = [c for c in walk(unit) if isinstance(c, ast.Call) and c in shown and c.args]
    return {n for c in calls for n in walk(c.args[0])}


def _stores(unit: ast.stmt, name: ast.expr) -> bool:
    """Whether a statement itself binds a name."""
    stored = {n.id for n in walk(unit) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return isinstance(name, ast.Name) and name.id in stored
