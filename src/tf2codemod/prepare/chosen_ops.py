"""Runs one op or another in a branch of its own, where a setting chose before which of them a run fetches."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import RunSite, Trace
from tf2codemod.plan.method_arguments import stores
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.op_arguments import NOTHING
from tf2codemod.prepare.words import attributes_in
from tf2codemod.tree import walk

OF_SETTINGS = (
    *(ast.Name, ast.Constant, ast.Compare, ast.UnaryOp, ast.BoolOp, ast.Attribute),
    *(ast.expr_context, ast.cmpop, ast.unaryop, ast.boolop),
)


class _Refused(Exception):
    """A choice that cannot be made where the run is."""


class _Choice(NamedTuple):
    """A condition, what a name means where it holds and where it does not, and the statements that say so."""

    test: ast.expr
    then: ast.expr
    otherwise: ast.expr
    statements: tuple[ast.stmt, ...]


def choose_at_runs(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes the run at which the plan stopped once for each op that it may fetch; whether it could."""
    sites = [s for s in trace.runs if s.call is obstacle.node]
    if obstacle.code != "TF210" or not sites:
        return False
    path = sites[0].statement.frame.module.path
    for name in (n for n in walk(sites[0].fetch_expr) if isinstance(n, ast.Name)):
        try:
            _Chosen(trace, trees, sites[0], name).apply(edits[path])
        except _Refused:
            continue
        return True
    return False


class _Chosen:
    """One run, and the name in its fetches that means one op or another."""

    def __init__(self, trace: Trace, trees: Mapping[Path, ast.Module], site: RunSite, name: ast.Name) -> None:
        self.trace, self.trees, self.name = trace, trees, name
        frame, self.run = site.statement.frame, site.statement.node
        self.scope = frame.function.node if frame.function is not None else trees[frame.module.path]
        if not isinstance(self.scope, (ast.FunctionDef, ast.Module)):
            raise _Refused
        if not isinstance(self.run, (ast.Assign, ast.Expr)) or self.run.value is not site.call:
            raise _Refused
        self.choice = self._choice()
        self._check(self.choice)

    def _choice(self) -> _Choice:
        """The only statements that bind the name: a branch, alone or after a first value, or one line."""
        body: list[ast.stmt] = self.scope.body  # type: ignore[assignment]
        bound = stores(self.scope, self.name.id)
        own = [s for s in body if any(n in walk(s) for n in bound)]
        values = {n: v for s in own for n, v in _assigned(s)}
        if set(values) != set(bound) or not own:
            raise _Refused
        last = own[-1]
        if len(own) == 1 and isinstance(last, ast.Assign) and isinstance(last.value, ast.IfExp):
            return _Choice(last.value.test, last.value.body, last.value.orelse, (last,))
        if not isinstance(last, ast.If) or len(bound) != 2 or len(last.body) != 1:
            raise _Refused
        then = values.get(bound[0] if len(own) == 1 else bound[1])
        otherwise = values.get(bound[1] if len(own) == 1 else bound[0])
        arms = len(last.orelse) if len(own) == 1 else 1 - len(last.orelse)
        if then is None or otherwise is None or arms != 1:
            raise _Refused
        if len(own) > 2 or (len(own) == 2 and not isinstance(own[0], ast.Assign)):
            raise _Refused
        return _Choice(last.test, then, otherwise, tuple(own))

    def _check(self, choice: _Choice) -> None:
        """What is chosen, and by what, must be the same where the run is."""
        for op in (choice.then, choice.otherwise):
            nothing = isinstance(op, ast.Call) and self.trace.symbols.get(op.func) == {NOTHING}
            if not nothing and not only_reads(op):
                raise _Refused
        read = [n for e in (choice.test, choice.then, choice.otherwise) for n in walk(e)]
        if any(not isinstance(n, OF_SETTINGS) for n in walk(choice.test)):
            raise _Refused
        first = choice.statements[0].lineno
        for node in read:
            if isinstance(node, ast.Name):
                later = [n for n in stores(self.scope, node.id) if n.lineno >= first]
                if later or node.id == self.name.id:
                    raise _Refused
            elif isinstance(node, ast.Attribute):
                places = [n for t in self.trees.values() for n in attributes_in(t).get(node.attr, ())]
                if sum(not isinstance(n.ctx, ast.Load) for n in places) > 1:
                    raise _Refused
        inside = {n for s in choice.statements for n in walk(s)} | {self.name}
        named = (n for n in walk(self.scope) if isinstance(n, ast.Name) and n.id == self.name.id)
        if any(n not in inside for n in named):
            raise _Refused

    def apply(self, edits: Edits) -> None:
        """Takes the choice away, and writes the run twice under its condition."""
        start, end = edits.range_of(self.run)
        first, last = edits.range_of(self.name)
        begin, over = edits.lines_of(self.run)
        alone = not edits.data[begin:start].strip() and not edits.data[end:over].strip()
        if b"\n" in edits.data[start:end] or not alone:
            raise _Refused
        for statement in self.choice.statements:
            if not edits.remove_line(statement):
                raise _Refused
        choice, inner = self.choice, " " * (self.run.col_offset + 4)
        ways: list[tuple[ast.expr | None, Sequence[str | Range]]] = [
            (test, (inner, (start, first), edits.range_of(op), (last, end), "\n"))
            for test, op in ((choice.test, choice.then), (None, choice.otherwise))
        ]
        edits.replace(begin, over, *edits.branch(self.run.col_offset, ways))


def _assigned(statement: ast.stmt) -> Iterator[tuple[ast.AST, ast.expr]]:
    """The names that a statement, or the only one in each of its arms, binds to one value each."""
    inner = [statement]
    if isinstance(statement, ast.If):
        inner = [*statement.body, *statement.orelse]
    for each in inner:
        if isinstance(each, ast.Assign) and len(each.targets) == 1:
            yield each.targets[0], each.value


__all__ = ["choose_at_runs"]
