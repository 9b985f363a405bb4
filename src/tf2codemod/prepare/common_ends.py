"""Puts what all ways of a branch end with after the branch, with the optimizers that differ made in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Thing
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import places
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import Arm, arms_of, walk

LEAVING = frozenset(("exit", "quit", "sys.exit", "os._exit"))
OPTIMIZER = "<optimizer>"


def take_out_common_ends(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Takes the steps that all ways of a branch end with out of it; whether there are any.

    Which way is taken need not be known: after the branch, they run as they did at the end of each way.
    """
    for code in scopes_of(trace, trees):
        for branch in (n for n in walk(code.scope) if isinstance(n, ast.If)):
            meant = obstacle.node in walk(branch) and any(branch in f.by_node for f in code.frames)
            if meant and Ends(branch, code, edits[code.path], names_in(trees[code.path])).take_out():
                return True
    return False


class Ends:
    """The ways of a branch, and the steps that they have in common at their ends."""

    def __init__(self, branch: ast.If, code: Code, edits: Edits, taken: set[str]) -> None:
        self.branch = branch
        self.code = code
        self.edits = edits
        self.taken = taken
        self.arms = tuple(arms_of(branch))
        self.ways = [arm for arm in self.arms if arm.body and not leaves(arm.body[-1])]

    def take_out(self) -> bool:
        """Takes the common steps out of the branch; whether there are any that make graph objects."""
        first, *others = self.ways or [Arm(None, ())]
        count = self._common()
        if not others or not count:
            return False
        inside = [self._optimizer_in(arm, count) for arm in self.ways]
        if self.arms[-1].test is not None and not self._bind_what_nothing_else_does(first.body[-count:]):
            return False
        name = fresh("optimizer", self.taken)
        column = self.branch.col_offset + 4
        written: list[tuple[ast.expr | None, list[str | Range]]] = []
        for arm in self.arms:
            if arm not in self.ways:
                kept = [p for s in arm.body for p in self.edits.moved(s, column)]
            else:
                call = inside[self.ways.index(arm)]
                kept = [p for s in arm.body[:-count] for p in self.edits.moved(s, column)]
                if call is not None:
                    kept += [" " * column + f"{name} = ", self.edits.range_of(call), "\n"]
            written.append((arm.test, kept))
        lines = list(self.edits.branch(self.branch.col_offset, written))
        ends: list[str | Range] = []
        for statement in first.body[-count:]:
            ends += self._without(statement, inside[0], name)
        self.edits.replace(*self.edits.lines_of(self.branch), *lines, *ends)
        return True

    def _common(self) -> int:
        """How many steps all ways end with."""
        count, found = 0, 0
        while self.ways and all(count < len(arm.body) for arm in self.ways):
            count += 1
            texts = [[self._text(s) for s in arm.body[-count:]] for arm in self.ways]
            calls = [sum(map(len, map(self._optimizers, arm.body[-count:]))) for arm in self.ways]
            if any(t != texts[0] for t in texts) or max(calls) > 1:
                break
            if any(not _is_plain(s) for s in self.ways[0].body[-count:]):
                break
            found = count
        return found

    def _optimizers(self, statement: ast.stmt) -> list[ast.Call]:
        """The optimizers that a step makes without a name."""
        named = getattr(statement, "value", None)
        return [n for n in walk(statement) if isinstance(n, ast.Call) and n is not named and self._is_made(n)]

    def _is_made(self, call: ast.Call) -> bool:
        values = (f.values.get(call) for f in self.code.frames)
        return any(isinstance(v, Thing) and v.kind == "optimizer" and v.expr is call for v in values)

    def _optimizer_in(self, arm: Arm, count: int) -> ast.Call | None:
        return next((c for s in arm.body[-count:] for c in self._optimizers(s)), None)

    def _text(self, statement: ast.stmt) -> str:
        """What a step does, whichever optimizer it makes."""
        text = ast.unparse(statement)
        for call in self._optimizers(statement):
            text = text.replace(ast.unparse(call), OPTIMIZER)
        return text

    def _without(self, statement: ast.stmt, call: ast.Call | None, name: str) -> Iterator[str | Range]:
        """The lines of a step at the place of the branch, with a name in the place of its optimizer."""
        if call is None or call not in walk(statement):
            yield from self.edits.moved(statement, self.branch.col_offset)
            return
        start, end = self.edits.range_of(statement)
        inner, after = self.edits.range_of(call)
        yield from (" " * self.branch.col_offset, (start, inner), name, (after, end), "\n")

    def _bind_what_nothing_else_does(self, ends: Sequence[ast.stmt]) -> bool:
        """Whether code that reads what the steps bind fails too where no way is taken."""
        bound = {place for s in ends for place in places(s, ast.Store)}
        scope = self.code.scope
        within = set(walk(self.branch))
        elsewhere = (s for s in walk(scope) if isinstance(s, ast.stmt) and s not in within)
        plain = (s for s in elsewhere if not hasattr(s, "body"))
        return bool(bound) and not any(places(s, ast.Store) & bound for s in plain)


def leaves(statement: ast.stmt) -> bool:
    """Whether nothing runs after a statement."""
    if isinstance(statement, ast.Raise):
        return True
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func) in LEAVING


def _is_plain(statement: ast.stmt) -> bool:
    """Whether a statement is an assignment of one line of tokens, which can stand at another column."""
    return isinstance(statement, ast.Assign) and not any(
        isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno != n.end_lineno
        for n in walk(statement)
        if isinstance(n, ast.expr)
    )
