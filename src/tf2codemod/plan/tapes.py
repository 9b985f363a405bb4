"""Gradient tapes as data, and the order of a function's statements around them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from tf2codemod.plan.places import places


class TapeUse(NamedTuple):
    """One gradient that a function takes: under which tape, of what, and what that tape has to see.

    A tape of a higher level encloses those of the lower ones, whose gradients it sees.
    """

    statement: ast.stmt
    call: ast.Call
    tape: str
    level: int
    taped: frozenset[ast.stmt]
    before: frozenset[ast.stmt] = frozenset()
    watched: tuple[tuple[str, ast.stmt | None], ...] = ()
    target: str = ""
    prelude: str = ""
    repeated: bool = False

    @property
    def tied(self) -> set[ast.stmt]:
        """The statements that have to stand in the same function as the tape itself."""
        return {self.statement, *(s for _, s in self.watched if s is not None)}

    def with_block(self, group: set[ast.stmt]) -> TapeUse:
        """The same use where a group of statements has become one call."""
        if self.taped & group:
            return self._replace(taped=self.taped | group, before=self.before - group)
        return self._replace(before=self.before | group) if self.before & group else self


class GradientCall(NamedTuple):
    """What a call that took gradients becomes: a call of the tape, with what the user's call did not say."""

    tape: str
    target: str
    pairs: str = ""
    single: bool = False
    wrapped: bool = False


class Watch(NamedTuple):
    """Tells a tape that gradients with respect to a tensor are wanted."""

    tape: str
    names: tuple[str, ...]


class Target(NamedTuple):
    """Gives a name to an expression that a gradient is taken of, where its tape can see it."""

    name: str
    call: ast.Call


class Line(NamedTuple):
    """A line of code that the plan itself writes."""

    text: str


class Tape(NamedTuple):
    """A ``with`` block of a tape."""

    name: str
    persistent: bool
    items: tuple[Item, ...]


Item = ast.stmt | Tape | Watch | Target | Line


def read_between(ordered: Sequence[ast.stmt], chosen: AbstractSet[ast.stmt]) -> set[ast.stmt]:
    """The other statements that read what those that a tape sees bind anew: they stand between them."""
    found: set[ast.stmt] = set()
    bound: set[str] = set()
    for statement in reversed(ordered):
        own = places(statement, ast.Store)
        if statement not in chosen:
            if not bound & (own | places(statement, ast.Load)):
                continue
            found.add(statement)
        bound |= own
    return found


def arrange(body: Sequence[ast.stmt], uses: Sequence[TapeUse]) -> tuple[Item, ...]:
    """The statements of a function in and after the tapes that they need."""
    return _Arrangement(uses).block(sorted({u.level for u in uses}), body)


class _Arrangement:
    def __init__(self, uses: Sequence[TapeUse]) -> None:
        self.uses = uses

    def block(self, levels: Sequence[int], statements: Sequence[ast.stmt]) -> tuple[Item, ...]:
        if not levels:
            return self._plain(statements)
        *lower, level = levels
        mine = [u for u in self.uses if u.level == level]
        within = [u for u in self.uses if u.level < level]
        inside = {s for u in mine for s in u.taped} | {s for u in within for s in (*u.taped, *u.before)}
        inside |= read_between(statements, inside) - {u.statement for u in self.uses}
        before = {s for u in mine for s in u.before} - inside
        first = next((i for i, s in enumerate(statements) if s in inside), 0)
        before.update(s for s in statements[:first] if s not in inside)
        tape = mine[0].tape
        names = tuple(
            dict.fromkeys(n for u in mine for n, after in u.watched if after is None or after in before)
        )
        start: tuple[Item, ...] = (Watch(tape, names),) if names else ()
        inner = self.block(lower, [s for s in statements if s in inside])
        ends = tuple(Target(u.target, u.call) for u in mine if u.target)
        return (
            *self._plain([s for s in statements if s in before]),
            Tape(tape, len(mine) > 1 or mine[0].repeated, (*start, *inner, *ends)),
            *self._plain([s for s in statements if s not in before and s not in inside]),
        )

    def _plain(self, statements: Sequence[ast.stmt]) -> tuple[Item, ...]:
        return tuple(item for s in statements for item in self._with_its_own(s))

    def _with_its_own(self, statement: ast.stmt) -> Iterator[Item]:
        for use in self.uses:
            if use.statement is statement and use.prelude:
                yield Line(use.prelude)
        yield statement
        watched: dict[str, dict[str, None]] = {}
        for use in self.uses:
            if statement in use.before:
                continue
            for name, after in use.watched:
                if after is statement:
                    watched.setdefault(use.tape, {})[name] = None
        for tape, names in watched.items():
            yield Watch(tape, tuple(names))


def flattened(items: Sequence[Item]) -> Iterator[ast.stmt]:
    """The user's statements of an arrangement, in their new order."""
    for item in items:
        if isinstance(item, Tape):
            yield from flattened(item.items)
        elif isinstance(item, ast.stmt):
            yield item


def overtaken(
    before: Sequence[ast.stmt],
    after: Sequence[ast.stmt],
    touched: Callable[[ast.stmt], tuple[set[object], set[object]]],
) -> ast.stmt | None:
    """A statement that a new order puts before one which writes what it reads, or reads what it writes."""
    position = {s: i for i, s in enumerate(after)}
    seen = {s: touched(s) for s in before}
    for index, first in enumerate(before):
        reads, writes = seen[first]
        for second in before[index + 1 :]:
            if position[second] < position[first]:
                other_reads, other_writes = seen[second]
                if writes & (other_reads | other_writes) or reads & other_writes:
                    return second
    return None
