"""Moves looks at variables of layers below what is built from these, where functions can build them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Node, Thing
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import names_of_comprehensions, walk

LOOKS = (ast.Assign, ast.AugAssign, ast.Expr, ast.For)
BUILDS = (ast.Assign, ast.Expr, ast.With, ast.For)
NOTEBOOK = ".ipynb"
RUNS = frozenset(("run", "eval"))
# Functions of Python whose calls nobody sees.
UNSEEN = frozenset(
    ("dict", "enumerate", "float", "int", "len", "list", "max", "min", "range", "tuple", "zip")
)


def look_later(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Moves statements that look at variables below what builds no others; whether there was such."""
    for path, tree in trees.items() if obstacle.code == "TF320" else ():
        for body in _bodies(tree):
            index = next((i for i, s in enumerate(body) if obstacle.node in walk(s)), None)
            if index is not None and isinstance(body[index], LOOKS):
                moving = _Moving(trace, body, index)
                shown = path.suffix == NOTEBOOK and any(map(_is_shown, moving.looks))
                return not shown and moving.write(edits[path])
    return False


def _bodies(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """The lists of statements, inner ones first; those of loops are not looked at."""
    inner = [n for n in walk(tree) if isinstance(n, (ast.FunctionDef, ast.With))]
    yield from (n.body for n in reversed(inner))
    yield tree.body


class _Moving:
    """Statements that look at variables, and those that may stand before them."""

    def __init__(self, trace: Trace, body: Sequence[ast.stmt], index: int) -> None:
        self.trace = trace
        self.body = body
        self.frames = [f for f in trace.frames if body[index] in f.by_node]
        self.beneath = {f: trace.beneath(f) for f in self.frames}
        self.end = index + 1
        self.looks = [body[index]]
        bound = _stored(body[index])
        while self.end < len(body) and self._goes_along(body[self.end], bound):
            bound |= _stored(body[self.end])
            self.looks.append(body[self.end])
            self.end += 1
        self.bound = bound
        self.read = {n for s in self.looks for n in _read(s)}
        runs = [r for s in self.looks for r in self._runs(s)]
        self.written = {place for r in runs for place in r.writes}
        self.seen = {place for r in runs for place in r.reads}

    def _goes_along(self, statement: ast.stmt, bound: set[str]) -> bool:
        """Whether a statement that follows reads what the looks bind, or is there for what it shows alone."""
        follows = isinstance(statement, ast.Expr) or (
            isinstance(statement, LOOKS) and bound & _read(statement)
        )
        return bool(follows) and not self._makes(statement)

    def write(self, edits: Edits) -> bool:
        place = self.end
        while place < len(self.body) and self._may_stand_before(self.body[place]):
            place += 1
        if place == self.end or not self.frames:
            return False
        start, end = edits.above(self.looks[0]), edits.lines_of(self.looks[-1])[1]
        last = edits.lines_of(self.body[place - 1])[1]
        alone = not edits.data[
            slice(edits.lines_of(self.looks[0])[0], edits.range_of(self.looks[0])[0])
        ].strip()
        if not alone or edits.data[end - 1 : end] + edits.data[last - 1 : last] != b"\n\n":
            return False
        edits.replace(start, last, (end, last), (start, end))
        return True

    def _may_stand_before(self, statement: ast.stmt) -> bool:
        """Whether a statement builds a part of the graph without variables, and nothing else."""
        if not isinstance(statement, BUILDS) or not all(statement in f.by_node for f in self.frames):
            return False
        stored = _stored(statement)
        if self.bound & (_read(statement) | stored) or self.read & stored:
            return False
        runs = list(self._runs(statement))
        if any(self.written & (r.reads.keys() | r.writes) or self.seen & r.writes for r in runs):
            return False
        made = [m for r in runs for m in r.made]
        if any(isinstance(m, Node) and m.kind == "variable" for m in made):
            return False
        if any(isinstance(m, Thing) and m.kind not in ("optimizer", "layer") for m in made):
            return False
        return all(self._is_unseen(call, frame) for frame, call in self._calls(statement))

    def _makes(self, statement: ast.stmt) -> list[object]:
        return [m for run in self._runs(statement) for m in run.made]

    def _runs(self, statement: ast.stmt) -> Iterator[StatementRun]:
        for frame, inner in self.beneath.items():
            within = set(walk(statement))
            yield from (r for r in frame.statements if r.node in within)
            for other in inner:
                top = other.caller.within(frame) if other.caller is not None else None
                if top is not None and top.node in within:
                    yield from other.statements

    def _calls(self, statement: ast.stmt) -> Iterator[tuple[Frame, ast.Call]]:
        for run in self._runs(statement):
            yield from ((run.frame, n) for n in walk(run.node) if isinstance(n, ast.Call))

    def _is_unseen(self, call: ast.Call, frame: Frame) -> bool:
        """Whether a call only builds, or computes a value that is used there."""
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        if name in RUNS:
            return False
        known = bool(self.trace.symbols.get(call.func)) or name in UNSEEN
        return known or any(f.site is call for f in self.trace.frames) or self._is_method(call, frame)

    def _is_method(self, call: ast.Call, frame: Frame) -> bool:
        """Whether a call asks something of an object of the graph: an optimizer to minimize, a shape."""
        value = frame.values.get(call.func.value) if isinstance(call.func, ast.Attribute) else None
        return isinstance(value, (Node, Thing))


def _is_shown(statement: ast.stmt) -> bool:
    """Whether a notebook shows the value of a statement below its cell."""
    return isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Call)


def _read(statement: ast.stmt) -> set[str]:
    return {n.id for n in _names(statement) if isinstance(n.ctx, ast.Load)}


def _stored(statement: ast.stmt) -> set[str]:
    return {n.id for n in _names(statement) if isinstance(n.ctx, ast.Store)}


def _names(statement: ast.stmt) -> Iterator[ast.Name]:
    """The names that a statement reads and binds, without those of its comprehensions."""
    own = names_of_comprehensions(statement)
    yield from (n for n in walk(statement) if isinstance(n, ast.Name) and n not in own)


__all__ = ["look_later"]
