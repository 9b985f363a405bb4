"""The heap, the stack and the record of a walk: what every part of the interpretation works on."""

from __future__ import annotations

import ast
import itertools
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tf2codemod.interpret.trace import Effect, Frame, StatementRun, Trace
from tf2codemod.interpret.values import (
    Cell,
    Const,
    Function,
    Items,
    Mapping,
    Module,
    Node,
    Thing,
    Union,
    Value,
    join,
    nodes_in,
    options_of,
)

if TYPE_CHECKING:
    from tf2codemod.interpret.memory import Fingerprint, Memory


class BudgetExhausted(Exception):
    """The walk took more steps than a program may."""


class ParsedModule(NamedTuple):
    """A module of the project as the walk needs it."""

    path: Path
    name: str
    tree: ast.Module


Change = tuple[Value | None, frozenset[StatementRun | None]]
Changes = dict[tuple[Cell, object], Change]


@dataclass
class Activation:
    """A call in progress: where its writes begin, and the states in which it has returned early."""

    mark: int
    depth: int
    live: bool
    exits: list[Changes] = field(default_factory=list)
    ended: bool = False


@dataclass
class Scope:
    """The variable scope in force: its path, whether it reuses, and what its variables default to."""

    path: str = ""
    names: str = ""
    reuse: bool = False
    arguments: dict[str, Value] = field(default_factory=dict)
    may_reuse: bool = False
    serial: str = ""


STEPS_BEFORE_REMEMBERING = 1_500
COUNTED = frozenset(("scope", "name"))
AFTER_SLASH = chr(ord("/") + 1)


def _falls_through(machine: object, statement: ast.stmt) -> bool:
    """Walks a statement that does nothing, as ``pass``."""
    return True


NO_WRITER: frozenset[StatementRun | None] = frozenset((None,))


class Machine:
    """Holds the state of a walk through one program."""

    def __init__(self, modules: dict[str, ParsedModule], budget: int) -> None:
        self.parsed = modules
        self.budget = budget
        self.trace = Trace()
        self.statement: StatementRun | None = None
        self.reached = True
        self.loops: tuple[object, ...] = ()
        self.turn_began = 0
        self.trail: list[tuple[Cell, object, Value | None, frozenset[StatementRun | None]]] = []
        self.allocated: dict[object, Value] = {}
        self.serials = map(str, itertools.count())
        self.scope = Scope()
        self.graph = Cell("graph")
        self.counted: dict[Cell, list[str]] = {}
        self.depth = 0
        self.memories: dict[tuple[ast.AST, Fingerprint], list[Memory]] = {}
        self.recalled: list[Memory] = []
        self.evaluators: dict[type, Callable[[Any, Any], Value]] = {}
        self.walkers: dict[type, Callable[[Any, Any], bool]] = {}
        self.constants: dict[ast.Constant, Value] = {}
        self.activations: list[Activation] = []
        self.modules: dict[str, Module] = {}
        self.active: list[ast.AST] = []
        self.definitions: list[Function] = []
        self.idle: set[ast.stmt] = set()
        self.control: tuple[Node, ...] = ()
        self.in_pipeline = 0
        self.read_elsewhere: Container[ast.AST] = ()

    def finish(self) -> None:
        """Lets go of what only a walk needs."""
        for held in (self.trail, self.allocated, self.memories, self.recalled, self.counted):
            held.clear()

    # The heap -------------------------------------------------------------------------------------------

    def read(self, cell: Cell, key: object) -> Value | None:
        """What a place holds, if anything; the statement that asks has read it."""
        return self.held(cell, key) if key in cell.slots else None

    def held(self, cell: Cell, key: object) -> Value:
        """What a place holds that holds something; the statement that asks has read it."""
        if self.statement is not None:
            reads, place = self.statement.reads, (cell, key)
            writers = cell.writers.get(key, NO_WRITER)
            known = reads.get(place)
            if known is None:
                reads[place] = writers
            elif known is not writers:
                reads[place] = known | writers
        return cell.slots[key]

    def writer(self) -> frozenset[StatementRun | None]:
        """Who writes now."""
        return NO_WRITER if self.statement is None else self.statement.alone

    def write(self, cell: Cell, key: object, value: Value) -> None:
        self.trail.append((cell, key, cell.slots.get(key), cell.writers.get(key, NO_WRITER)))
        cell.slots[key] = value
        cell.writers[key] = self.writer()
        if self.statement is not None:
            place = (cell, key)
            self.statement.add_write(place)
            log = self.trace.writes.get(place)
            if log is None:
                self.trace.writes[place] = [self.statement]
            elif log[-1] is not self.statement:
                log.append(self.statement)

    def erase(self, cell: Cell, key: object) -> None:
        if key in cell.slots:
            self.trail.append((cell, key, cell.slots[key], cell.writers.get(key, NO_WRITER)))
            del cell.slots[key]

    # The graph being built ------------------------------------------------------------------------------

    def note(self, key: tuple[str, str], value: Value | None) -> None:
        """Changes what is known of the graph; branches take it back as they do all writes."""
        cell = self.graph
        self.trail.append((cell, key, cell.slots.get(key), cell.writers.get(key, NO_WRITER)))
        if value is None:
            cell.slots.pop(key, None)
            return
        cell.slots[key] = value
        if key[0] == "scope":
            names = self.counted.setdefault(cell, [])
            place = bisect_left(names, key[1])
            if names[place : place + 1] != [key[1]]:
                names.insert(place, key[1])

    def variable_named(self, path: str) -> Node | None:
        """The variable that an earlier ``get_variable`` made under a path, if that is certain."""
        value = self.graph.slots.get(("variable", path))
        return value if isinstance(value, Node) else None

    def members(self, name: str) -> tuple[Node, ...]:
        """The members of a collection of the graph being built, in order."""
        value = self.graph.slots.get(("collection", name))
        return nodes_in(value) if value is not None else ()

    def count_of(self, kind: str, name: str) -> int:
        """How often a name was used for something that the graph numbers."""
        value = self.graph.slots.get((kind, name))
        found = [o.value for o in options_of(value) if isinstance(o, Const)] if value is not None else []
        return max((n for n in found if isinstance(n, int)), default=0)

    def name_scope(self, name: Value | None) -> str:
        """The path of a name scope that is opened now; TensorFlow numbers those opened again."""
        if not isinstance(name, Const):
            return f"{self.scope.names}/?" if self.scope.names else "?"
        if not name.value:
            return ""
        if str(name.value).endswith("/"):
            return str(name.value)[:-1]
        path = f"{self.scope.names}/{name.value}" if self.scope.names else str(name.value)
        count = self.count_of("name", path)
        self.note(("name", path), Const(count + 1))
        return f"{path}_{count}" if count else path

    def put_back_counts(self, start: int) -> None:
        """Makes every count of the graph what it was at a place of the trail, for the next pass of a loop."""
        before: dict[tuple[str, str], Value | None] = {}
        for cell, key, value, _ in self.trail[start:]:
            if cell is self.graph and isinstance(key, tuple) and key[0] in COUNTED:
                before.setdefault(key, value)
        for key, value in before.items():
            self.note(key, value)

    def forget_counts(self) -> None:
        """Begins every count of the graph anew."""
        for key in [k for k in self.graph.slots if isinstance(k, tuple) and k[0] in COUNTED]:
            self.note(key, None)

    def counted_below(self, path: str) -> list[str]:
        """The names inside of a variable scope that the graph has numbered."""
        names = self.counted.get(self.graph, [])
        inside = names[bisect_left(names, f"{path}/") : bisect_left(names, f"{path}{AFTER_SLASH}")]
        return [name for name in inside if ("scope", name) in self.graph.slots]

    def _undo(self, mark: int) -> Changes:
        """Takes back every write since the mark; returns what had been written, in order."""
        changes = self._changes_since(mark)
        self._discard(mark)
        return changes

    def _discard(self, mark: int) -> None:
        """Takes back every write since the mark."""
        trail = self.trail
        while len(trail) > mark:
            cell, key, value, writers = trail.pop()
            if value is None:
                cell.slots.pop(key, None)
            else:
                cell.slots[key] = value
            cell.writers[key] = writers

    def let_go(self, cell: Cell, mark: int) -> None:
        """Forgets how to take back what a call wrote to its own variables: nothing reads them any more."""
        if self.reached and not cell.closed_over:
            self.trail[mark:] = [entry for entry in self.trail[mark:] if entry[0] is not cell]

    def branch(self, arms: Sequence[tuple[Callable[[], bool], bool]]) -> bool:
        """Walks each arm from the same state and joins the states that reach the end of theirs.

        An arm is a walk that says whether it falls through, and whether the program can reach it.
        """
        if len(arms) == 1 and arms[0][1]:
            return self._only_way(arms[0][0])
        outcomes: list[Changes] = []
        for walk, reachable in arms:
            falls, changes = self.explore(walk, reachable, reachable)
            if falls and reachable:
                outcomes.append(changes)
        self.merge(outcomes)
        return bool(outcomes)

    def _only_way(self, walk: Callable[[], bool]) -> bool:
        """Walks the only arm of a branch, after which the state is its own if it falls through."""
        mark = len(self.trail)
        self.depth += 1
        try:
            falls = walk()
        finally:
            self.depth -= 1
        if not falls:
            self._discard(mark)
        return falls

    def is_idle(self, body: Sequence[ast.stmt]) -> bool:
        """Whether code that is not reached here was walked before, and did nothing of the graph."""
        return body[0] in self.idle and self.trace.steps >= STEPS_BEFORE_REMEMBERING

    @contextmanager
    def dead(self, body: Sequence[ast.stmt]) -> Iterator[None]:
        """Walks code that the program does not reach here."""
        before = self._amounts()
        yield
        if self._amounts() == before:
            self.idle.add(body[0])

    def _amounts(self) -> tuple[int, ...]:
        trace = self.trace
        graph = (len(trace.nodes), len(trace.runs), len(trace.symbols), len(self.allocated))
        return (*graph, len(trace.called), len(self.definitions))

    def explore(
        self, walk: Callable[[], bool], reachable: bool = True, wanted: bool = True
    ) -> tuple[bool, Changes]:
        """Walks an arm and takes its effects back; says whether it falls through, and what it changes."""
        mark, before = len(self.trail), self.reached
        self.reached = before and reachable
        self.depth += 1
        try:
            falls = walk()
        finally:
            self.reached = before
            self.depth -= 1
        if not wanted:
            self._discard(mark)
            return falls, {}
        return falls, self._undo(mark)

    def merge(self, outcomes: Sequence[Changes]) -> None:
        """Makes the state the one after any of several outcomes."""
        if len(outcomes) == 1:
            self._redo(outcomes[0])
            return
        places: Changes = {}
        for changes in outcomes:
            places.update(changes)
        for place in places:
            cell, key = place
            before = (cell.slots.get(key), cell.writers.get(key, NO_WRITER))
            values: list[Value] = []
            writers: frozenset[StatementRun | None] = frozenset()
            for changes in outcomes:
                value, by = changes.get(place, before)
                if value is not None:
                    values.append(value)
                    writers |= by
            self.trail.append((cell, key, *before))
            if values:
                merged = values[0]
                for value in values[1:]:
                    merged = join(merged, value)
                cell.slots[key] = merged
                cell.writers[key] = writers
            else:
                cell.slots.pop(key, None)

    def _redo(self, changes: Changes) -> None:
        trail = self.trail
        for (cell, key), (value, writers) in changes.items():
            trail.append((cell, key, cell.slots.get(key), cell.writers.get(key, NO_WRITER)))
            if value is None:
                cell.slots.pop(key, None)
            else:
                cell.slots[key] = value
                cell.writers[key] = writers

    @contextmanager
    def activation(self) -> Iterator[Activation]:
        """A call, at whose end the states of all its returns are joined."""
        made = Activation(len(self.trail), self.depth, self.reached)
        self.activations.append(made)
        try:
            yield made
        finally:
            self.activations.pop()
        if made.exits:
            last = self._undo(made.mark)
            self.merge([*made.exits, last] if made.ended else made.exits)

    def leave(self) -> bool:
        """Notes the state in which a call returns; says whether this return can be reached."""
        if not self.activations:
            return True
        current = self.activations[-1]
        if self.reached != current.live:
            return False
        if self.depth == current.depth:
            current.ended = True
        else:
            current.exits.append(self._changes_since(current.mark))
        return True

    def _changes_since(self, mark: int) -> Changes:
        changes: Changes = {}
        for cell, key, _, _ in self.trail[mark:]:
            if (cell, key) not in changes:
                changes[cell, key] = (cell.slots.get(key), cell.writers.get(key, NO_WRITER))
        return changes

    # The stack ------------------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        assert self.statement is not None
        return self.statement.frame

    def running(self, run: StatementRun, statement: ast.stmt) -> bool:
        """Walks one statement as a step of the walk; says whether control falls through."""
        before, self.statement = self.statement, run
        self.trace.steps += 1
        if self.trace.steps > self.budget:
            self.exceed()
        kind = statement.__class__
        walker = self.walkers.get(kind)
        if walker is None:
            walker = self.walkers[kind] = getattr(type(self), "_walk_" + kind.__name__, _falls_through)
        try:
            return walker(self, statement)
        finally:
            self.statement = before

    def exceed(self) -> None:
        """Ends a walk that took all of its steps."""
        raise BudgetExhausted

    @contextmanager
    def looping(self, index: object) -> Iterator[None]:
        before = self.loops
        self.loops = (*before, index)
        try:
            yield
        finally:
            self.loops = before

    def context(self) -> tuple[object, ...]:
        """What tells one activation of a piece of code from another: calls above it and loop turns."""
        return (() if self.statement is None else self.statement.frame.sites(), self.loops)

    def snapshot(self, value: Value, depth: int = 6) -> Value:
        """The value as it is now, so that later changes to its containers do not show."""
        if depth == 0 or not isinstance(value, (Items, Mapping, Union)):
            return value
        if isinstance(value, Union):
            return Union(tuple([self.snapshot(o, depth) for o in value.options]))
        cell = Cell(value.cell.name, self.trace.steps)
        cell.slots = {k: self.snapshot(v, depth - 1) for k, v in value.cell.slots.items()}
        cell.writers = dict(value.cell.writers)
        return Items(value.kind, cell) if isinstance(value, Items) else Mapping(cell)

    # The record -----------------------------------------------------------------------------------------

    def effect(self, kind: str, what: str, node: ast.AST) -> None:
        if self.statement is not None:
            self.statement.add_effects((Effect(kind, what, node),))

    def node(
        self,
        kind: str,
        op: str,
        expr: ast.AST,
        inputs: Sequence[Node] = (),
        arguments: dict[str, Value] | None = None,
        name: str = "",
        part: object = None,
    ) -> Node:
        """The graph object that this expression makes in this context, the same at a second visit."""
        assert self.statement is not None
        key = (kind, op, expr, part, self.context())
        inputs = (*inputs, *self.control)
        found = self.allocated.get(key)
        if isinstance(found, Node):
            found.inputs = tuple(dict.fromkeys((*found.inputs, *inputs)))
            for word, value in (arguments or {}).items():
                old = found.arguments.get(word)
                found.arguments[word] = value if old is None else join(old, value)
            return found
        made = Node(kind, op, tuple(dict.fromkeys(inputs)), self.statement, expr, arguments or {}, name, part)
        self.allocated[key] = made
        self.trace.nodes.append(made)
        self.trace.name_scopes[made] = self.scope.names
        self.statement.add_made(made)
        if self.in_pipeline:
            self.trace.pipeline.add(made)
        return made

    def thing(
        self, kind: str, symbol: str, expr: ast.AST, arguments: dict[str, Value] | None = None
    ) -> Thing:
        assert self.statement is not None
        key = (kind, symbol, expr, self.context())
        found = self.allocated.get(key)
        if isinstance(found, Thing):
            return found
        made = Thing(kind, symbol, self.statement, expr, arguments or {})
        self.allocated[key] = made
        self.statement.add_made(made)
        return made

    def items(self, kind: str, values: Sequence[Value], rest: Value | None = None) -> Items:
        made = Items(kind, Cell(kind, self.trace.steps))
        for index, value in enumerate(values):
            made.cell.slots[index] = value
            made.cell.writers[index] = self.writer()
        if rest is not None:
            made.cell.slots["rest"] = rest
            made.cell.writers["rest"] = self.writer()
        return made

    def mapping(self, pairs: Sequence[tuple[Value, Value]], rest: Value | None = None) -> Mapping:
        made = Mapping(Cell("dict", self.trace.steps))
        for key, value in pairs:
            made.cell.slots[key] = value
            made.cell.writers[key] = self.writer()
        if rest is not None:
            made.cell.slots["rest"] = rest
        return made
