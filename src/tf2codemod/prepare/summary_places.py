"""Makes summaries in the method that runs them, where another method of the object makes them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from pathlib import Path

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Instance, Node, nodes_in
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import walk

OF_SUMMARIES = "TF511"
KINDS = frozenset(("summary", "merged_summary"))


def make_summaries_where_run(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Makes the summaries of a run in the method that runs them; whether it could."""
    if obstacle.code != OF_SUMMARIES:
        return False
    asked = [n for n in trace.nodes if n.expr is obstacle.node and _is_summary(n)]
    by_home: dict[Frame, dict[Node, None]] = {}
    for site in trace.runs:
        fetched = [n for n in nodes_in(site.fetches) if _is_summary(n)]
        found = by_home.setdefault(site.statement.frame, {})
        found.update(dict.fromkeys(n for n in upstream(fetched) if _is_summary(n)))
    for home, needed in by_home.items():
        if any(n in needed for n in asked):
            every = [_Move(trace, trees, f, n) for f, n in by_home.items() if f.function is home.function]
            alike = all(m.statements == every[0].statements for m in every)
            return alike and all(m.is_safe() for m in every) and every[0].write(edits)
    return False


def _is_summary(node: Node) -> bool:
    return node.kind == "tensor" and model_of(node.op) in KINDS


class _Move:
    """Statements of one method, and the statement of another before which they are to stand."""

    def __init__(
        self, trace: Trace, trees: Mapping[Path, ast.Module], home: Frame, needed: Collection[Node]
    ) -> None:
        self.trace = trace
        self.trees = trees
        self.home = home
        away = [n.made for n in needed if n.made.frame.function is not home.function]
        own = home.cell.slots.get(home.receiver) if home.receiver else None
        mine = [r for r in away if r.frame.cell.slots.get(r.frame.receiver) is own]
        self.runs = sorted(dict.fromkeys(mine), key=lambda r: r.node.lineno)
        self.statements = {r.node for r in away}
        self.away = [n for n in needed if n.made.frame.function is not home.function]
        targets = [r.node.targets[0] for r in self.runs if isinstance(r.node, ast.Assign)]
        self.names = {t.attr for t in targets if isinstance(t, ast.Attribute)}
        code = home.function.node if home.function is not None else None
        self.code = code if isinstance(code, ast.FunctionDef) else None
        self.here = {n.expr for n in needed if n.made.frame.function is home.function}
        self.before = next(filter(self._uses, self.code.body), None) if self.code else None

    def _uses(self, statement: ast.stmt) -> bool:
        """Whether a statement reads a summary that moves, or merges it."""
        return any(
            n in self.here or (isinstance(n, ast.Attribute) and n.attr in self.names) for n in walk(statement)
        )

    def is_safe(self) -> bool:
        """Whether the statements mean the same at their new place, and nothing else needs them before."""
        own = self.home.cell.slots.get(self.home.receiver) if self.home.receiver else None
        if self.code is None or self.before is None or not self.runs or not isinstance(own, Instance):
            return False
        makers = list(dict.fromkeys(r.frame for r in self.runs))
        if self.statements != {r.node for r in self.runs}:
            return False
        if len(makers) != 1 or not all(self._is_called_once(f) for f in (self.home, makers[0])):
            return False
        maker = makers[0]
        function = maker.function.node if maker.function is not None else None
        same = maker.receiver == self.home.receiver and maker.cell.slots.get(maker.receiver) is own
        if not same or maker.module is not self.home.module or not isinstance(function, ast.FunctionDef):
            return False
        left = [s for s in function.body if s not in self.statements]
        if not left or any(r.node not in function.body or r.looped for r in self.runs):
            return False
        expressions = {n.expr for n in self.away}
        plain = all(self._is_plain(r, expressions, own) for r in self.runs)
        return plain and self._are_read_here()

    def _is_called_once(self, frame: Frame) -> bool:
        """Whether a method of an object has one activation; other objects have their own."""
        own = frame.cell.slots.get(frame.receiver)
        frames = [f for f in self.trace.frames if f.function is frame.function]
        same = [f for f in frames if f.cell.slots.get(f.receiver) is own]
        return len(same) == 1 and (frame.caller is None or not frame.caller.looped)

    def _is_plain(self, run: StatementRun, expressions: Collection[ast.AST], own: Instance) -> bool:
        """Whether a statement makes a summary from what the object keeps for good."""
        statement = run.node
        if isinstance(statement, ast.Assign):
            target = statement.targets[0]
            if len(statement.targets) > 1 or not isinstance(target, ast.Attribute):
                return False
        elif not isinstance(statement, ast.Expr):
            return False
        if statement.value not in expressions:
            return False
        kept: set[ast.AST] = set()
        for node in walk(statement.value):
            if isinstance(node, ast.Attribute) and _is_of(node, run.frame.receiver):
                kept.add(node.value)
                written = own.cell.writers.get(node.attr, frozenset())
                if node.attr not in self.names and len(self._writes(own, node.attr)) != 1:
                    return False
                if node.attr not in self.names and self.home in {w.frame for w in written if w is not None}:
                    return False
            elif isinstance(node, ast.Name) and node not in kept and node.id in run.frame.local_names:
                return node.id == run.frame.receiver
        return True

    def _writes(self, own: Instance, name: str) -> list[StatementRun]:
        return self.trace.writes.get((own.cell, name), [])

    def _are_read_here(self) -> bool:
        """Whether nothing but what moves and the method that runs it uses the attributes that move."""
        assert self.code is not None and self.before is not None
        later = self.code.body[self.code.body.index(self.before) :]
        inside = {n for s in (*later, *self.statements) for n in walk(s)}
        for tree in self.trees.values():
            for node in walk(tree):
                if isinstance(node, ast.Attribute) and node.attr in self.names and node not in inside:
                    return False
        return True

    def write(self, edits: Mapping[Path, Edits]) -> bool:
        """Moves the statements."""
        assert self.code is not None and self.before is not None
        own = edits[self.home.module.path]
        parts = [p for r in self.runs for p in own.moved(r.node, self.before.col_offset)]
        start = own.lines_of(self.before)[0]
        if not all(own.remove_line(r.node) for r in self.runs):
            return False
        own.replace(start, start, *parts)
        if not self._keeps_others():
            self._name_here(own)
        return True

    def _keeps_others(self) -> bool:
        """Whether the method keeps other graph objects as attributes than summaries."""
        own = self.home.cell.slots.get(self.home.receiver)
        return isinstance(own, Instance) and any(
            node.kind in ("tensor", "action") and not _is_summary(node)
            for key, value in own.cell.slots.items()
            if any(w is not None and w.frame is self.home for w in own.cell.writers.get(key, ()))
            for node in nodes_in(value)
        )

    def _name_here(self, edits: Edits) -> None:
        """What the object kept of summaries for this method alone gets a name of the method."""
        assert self.code is not None
        inside = {n for s in (self.code, *self.statements) for n in walk(s)}
        merged = {
            s.targets[0].attr
            for s in self.code.body
            if isinstance(s, ast.Assign) and s.value in self.here and isinstance(s.targets[0], ast.Attribute)
        }
        places: dict[str, list[ast.Attribute]] = {}
        for tree in self.trees.values():
            for node in walk(tree):
                if isinstance(node, ast.Attribute) and node.attr in self.names | merged:
                    places.setdefault(node.attr, []).append(node)
        taken = names_in(self.trees[self.home.module.path])
        for name, found in places.items():
            if all(n in inside and _is_of(n, self.home.receiver) for n in found):
                local = fresh(name, taken)
                taken.add(local)
                for node in found:
                    edits.replace(*edits.range_of(node), local)


def _is_of(node: ast.Attribute, receiver: str) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == receiver


__all__ = ["make_summaries_where_run"]
