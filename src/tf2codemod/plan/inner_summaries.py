"""Summaries that are made inside of functions: what they show is handed out, and written after the run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import TF, Const, Function, Node
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.exports import chain_below, refused
from tf2codemod.plan.model import SummaryLine
from tf2codemod.plan.naming import fresh, identifier, names_in
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner


class InnerSummaries:
    """The summaries of one frame that the functions it calls have made."""

    def __init__(self, planner: FramePlanner) -> None:
        self.planner = planner
        self.exports = planner.functions_with_state.exports
        self.owned: dict[Node, tuple[str, ast.stmt]] = {}
        self.dropped: set[ast.stmt] = set()
        self.helpers: set[ast.AST] = set()
        self.used: set[str] = set()
        self.helped: set[ast.stmt] = set()
        self.lines: dict[StatementRun, SummaryLine] = {}

    @property
    def taken(self) -> set[str]:
        """The names that the frame itself and what is made of it use."""
        planner = self.planner
        own = {n for s in planner.staging.body for n in _own_names(s)}
        nested = {n for s in planner.staging.body for n in names_in(s)} - own
        return (planner.taken - nested) | own | self.used | {f.name for f in planner.functions}

    def line(
        self, single: Node, facts: StatementFacts, inputs: dict[Node, ast.expr], names: dict[Node, str]
    ) -> SummaryLine:
        """The line that writes a summary, with what it shows noted among the inputs."""
        runs = chain_below(single.made, self.planner.frame)
        if len(runs) < 2 or runs[-1] is not facts.run or any(r.looped for r in runs[1:]):
            raise refused("a function that makes summaries is called in a loop or a branch", single.expr)
        for run in runs[1:-1]:
            if run.node not in self.exports.line(run.frame):
                raise refused("a function that makes summaries is called in a loop or a branch", run.node)
        depth = self._unit(single, runs)
        unit = runs[depth]
        if unit in self.lines:
            return self.lines[unit]
        self._check_unit(unit, single)
        tag = single.arguments.get("tag") if depth == 0 else Const(runs[depth - 1].frame.names_at_entry)
        if not isinstance(tag, Const) or "?" in str(tag.value):
            raise refused("a summary is made under a computed name", single.expr)
        writer = _Writer(self, runs, depth, inputs, names)
        if depth == 0:
            assert isinstance(single.expr, ast.Call)
            expr = writer.summary(single.expr, str(tag.value))
            scope = ""
        else:
            assert isinstance(unit.node, ast.Expr)
            self.helpers.update(r.frame.function.node for r in runs[:depth] if r.frame.function is not None)
            self.helped.add(unit.node)
            expr = writer.visit(unit.node.value)
            scope = str(tag.value)
        self.dropped.add(unit.node)
        if self.dropped & {n for code in self.helpers for n in walk(code)}:
            raise refused("a function makes summaries, and is called for nothing else elsewhere", unit.node)
        text = ast.unparse(ast.fix_missing_locations(expr))
        return self.lines.setdefault(unit, SummaryLine(unit.node, scope, unit.node, text))

    def _unit(self, single: Node, runs: list[StatementRun]) -> int:
        """How far out the call stands that does nothing but make summaries."""
        trace = self.planner.trace
        for depth in range(len(runs) - 2, 0, -1):
            run = runs[depth]
            if not isinstance(run.node, ast.Expr) or not isinstance(run.node.value, ast.Call):
                continue
            made = {n for n in trace.nodes if run in n.made.chain()}
            outside = any(made & set(n.inputs) for n in trace.nodes if n not in made and not _is_summary(n))
            if not outside and all(n.kind == "tensor" for n in made):
                return depth
        return 0

    def _check_unit(self, unit: StatementRun, single: Node) -> None:
        straight = unit.node in self.exports.line(unit.frame) and not unit.looped
        if not straight or not isinstance(unit.node, ast.Expr) or not isinstance(unit.node.value, ast.Call):
            raise refused("a function makes summaries in a loop or a branch, or returns them", single.expr)
        if any(e.kind == "print" for e in unit.effects):
            raise refused("a function prints where it makes summaries", single.expr)

    # What is shown --------------------------------------------------------------------------------------

    def shown(self, node: Node, expr: ast.expr, runs: list[StatementRun], depth: int) -> None:
        """Makes sure that a node that a summary shows can be named in the functions of the frame."""
        planner = self.planner
        frame = planner.frame
        if node.kind == "variable":
            if planner.bindings.name_at(node, planner.staging.line) is None and node not in self.owned:
                self.owned[node] = (self._attribute(node, runs, depth, expr), runs[-1].node)
            return
        if node.kind != "tensor" or planner.receiver:
            raise refused("a summary shows what only a method knows", expr)
        if planner.bindings.name_at(node, planner.staging.line) is not None:
            return
        level, name = self._named(node, runs, depth, expr)
        for outer in range(level, len(runs) - 1):
            inner = runs[outer].frame
            taken = self.taken if runs[outer + 1].frame is frame else _names(runs[outer + 1].frame)
            name, statement = self.exports.add(inner, name, node, fresh(name, taken))
            if runs[outer + 1].frame is frame:
                planner.taken.add(name)
                self.used.add(name)
                planner.bindings.besides.setdefault(statement, []).append((name, node))
            elif outer + 1 < len(runs) - 1:
                cell, trace = runs[outer + 1].frame.cell, planner.trace
                trace.changed.keep(cell.slots, trace.writes)
                cell.slots[name] = node
                trace.writes[cell, name] = [*trace.writes.get((cell, name), ()), runs[outer + 1]]

    def _named(self, node: Node, runs: list[StatementRun], depth: int, expr: ast.expr) -> tuple[int, str]:
        """The outermost function that has a name for a tensor at its end, and that name."""
        found: tuple[int, str] | None = None
        for level in range(depth, len(runs) - 1):
            frame = runs[level].frame
            for key, value in frame.cell.slots.items():
                if isinstance(key, str) and value is node and self._is_local(frame, key):
                    found = (level, key)
                    break
        if found is None:
            raise refused("a summary shows a tensor that has no name of its own", expr)
        return found

    def _is_local(self, frame: Frame, name: str) -> bool:
        line = self.exports.line(frame)
        writers = self.planner.trace.writes.get((frame.cell, name), [])
        return bool(writers) and all(w.node in line for w in writers)

    def _attribute(self, node: Node, runs: list[StatementRun], depth: int, expr: ast.expr) -> str:
        """The attribute of an object under which it keeps a variable."""
        instances = self.planner.functions_with_state.instances
        path = ""
        for run in reversed(runs[depth:-1]):
            site = run.frame.site
            instance = instances.get(site) if isinstance(site, ast.Call) else None
            if instance is None:
                break
            path = f"{path}.{instance.name.removeprefix('self.')}" if path else instance.name
            for name, value in run.frame.cell.slots.items():
                if value is node and name in instance.plan.attributes:
                    return f"{path}.{instance.plan.attributes[str(name)]}"
        raise refused("a summary shows a variable that its function does not keep", expr)


class _Writer(ast.NodeTransformer):
    """Writes a call as the writing function makes it: values get names, settings stay."""

    def __init__(
        self,
        owner: InnerSummaries,
        runs: list[StatementRun],
        depth: int,
        inputs: dict[Node, ast.expr],
        names: dict[Node, str],
    ) -> None:
        self.owner = owner
        self.runs = runs
        self.depth = depth
        self.inputs = inputs
        self.names = names
        self.frame = runs[depth].frame

    def summary(self, call: ast.Call, tag: str) -> ast.expr:
        """A summary under its whole tag."""
        named = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "name"), None)
        if any(k.arg == "family" for k in call.keywords) or named is None:
            raise refused("a summary is made without a plain name", call)
        func = self.visit(call.func)
        args = [ast.Constant(tag) if a is named else self.visit(a) for a in call.args]
        keywords = [
            ast.keyword(k.arg, ast.Constant(tag) if k.value is named else self.visit(k.value))
            for k in call.keywords
            if k.arg != "collections"
        ]
        return ast.copy_location(ast.Call(func, args, keywords), call)

    def visit(self, node: ast.AST) -> ast.expr:
        planner = self.owner.planner
        value = self.frame.values.get(node)
        symbols = planner.trace.symbols.get(node, set())
        if isinstance(node, ast.Constant):
            return node
        project = isinstance(node, ast.Call) and isinstance(self.frame.values.get(node.func), Function)
        plain = value.value if isinstance(value, Const) and not project else ...
        if isinstance(plain, (int, float, str, bool, type(None))):
            return ast.Constant(plain)
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            if isinstance(value, Node):
                return ast.Name(self._name(value, node), ast.Load())
            if len(symbols) == 1 and isinstance(value, TF):
                return _dotted(planner.tf + value.symbol.removeprefix("tf"))
            if isinstance(value, Function) and self._is_visible(node, value):
                return node
        elif isinstance(node, ast.Call):
            args = [self.visit(a) for a in node.args]
            keywords = [ast.keyword(k.arg, self.visit(k.value)) for k in node.keywords]
            return ast.copy_location(ast.Call(self.visit(node.func), args, keywords), node)
        elif isinstance(node, (ast.Tuple, ast.List, ast.BinOp, ast.UnaryOp)):
            made = self.generic_visit(type(node)(**{f: getattr(node, f) for f in node._fields}))
            assert isinstance(made, ast.expr)
            return made
        elif isinstance(node, (ast.expr_context, ast.operator, ast.unaryop)):
            return node  # type: ignore[return-value]
        raise refused("a summary is made from what only its function knows", node)

    def _is_visible(self, node: ast.AST, value: Function) -> bool:
        frame = self.owner.planner.frame
        return isinstance(node, ast.Name) and any(
            c.slots.get(node.id) is value for c in (frame.cell, *frame.scopes)
        )

    def _name(self, node: Node, expr: ast.expr) -> str:
        node = self.owner.planner.canonical.of(node)
        if node not in self.names:
            self.owner.shown(node, expr, self.runs, self.depth)
            text = ast.unparse(expr)
            planner = self.owner.planner
            if node in self.owner.owned:
                text = self.owner.owned[node][0]
            elif (found := planner.bindings.name_at(node, planner.staging.line)) is not None:
                text = found[0].removeprefix(planner.prefix)
            self.inputs[node] = ast.parse(text, mode="eval").body
            self.names[node] = fresh(identifier(text), self.names.values())
        return self.names[node]


def _is_summary(node: Node) -> bool:
    return node.kind == "tensor" and model_of(node.op) in ("summary", "merged_summary")


def _names(frame: Frame) -> set[str]:
    return {str(k) for k in frame.cell.slots} | set(frame.local_names)


def _dotted(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _own_names(statement: ast.stmt) -> set[str]:
    """The names of a statement without those inside of the functions and classes that it defines."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    return names_in(statement)
