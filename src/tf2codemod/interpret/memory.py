"""Remembers what calls of host-only functions gave, so that large programs are not walked call by call."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tf2codemod.interpret.machine import STEPS_BEFORE_REMEMBERING, Machine
from tf2codemod.interpret.trace import Effect
from tf2codemod.interpret.values import (
    TF,
    Bound,
    Cell,
    Class,
    Const,
    External,
    Function,
    Host,
    Instance,
    Items,
    Mapping,
    Module,
    Union,
    Unknown,
    Value,
)

MOST_MEMORIES_OF_ONE_CALL = 8
Fingerprint = tuple[object, ...]
PLAIN = (Const, Host, External, Unknown)
OBJECTS = (Function, Class, Instance)
HOLDERS = (Items, Mapping, Instance)
HOLDERS_OR_UNION = (*HOLDERS, Union)
DEEPEST = 6


class Start(NamedTuple):
    """How far the walk was when a call began."""

    mark: int
    frames: int
    nodes: int
    runs: int
    allocated: int
    recalled: int
    step: int


class Memory(NamedTuple):
    """One call that only computed host values: what it read, and what it gave."""

    reads: tuple[tuple[Cell, object, Value | None], ...]
    sizes: tuple[tuple[Cell, int], ...]
    result: Value
    effects: tuple[Effect, ...]

    def still_holds(self) -> bool:
        return all(cell.slots.get(key) == value for cell, key, value in self.reads) and all(
            len(cell.slots) == size for cell, size in self.sizes
        )


class Memories(Machine):
    """Recalls calls whose walk would give again what it gave before."""

    def start(self) -> Start:
        trace = self.trace
        return Start(
            len(self.trail),
            len(trace.frames),
            len(trace.nodes),
            len(trace.runs),
            len(self.allocated),
            len(self.recalled),
            trace.steps,
        )

    def recall(self, code: ast.AST, given: Fingerprint) -> Value | None:
        """The value that a call gave before, if nothing that it read has changed."""
        known = self.memories.get((code, given), ())
        if self.trace.steps < STEPS_BEFORE_REMEMBERING and len(known) < MOST_MEMORIES_OF_ONE_CALL:
            return None
        for memory in known:
            if memory.still_holds():
                if self.statement is not None:
                    self.statement.add_effects(memory.effects)
                self.recalled.append(memory)
                return self.snapshot(memory.result)
        return None

    def remember(self, code: ast.AST, given: Fingerprint, start: Start, result: Value) -> None:
        """Keeps a call if it changed nothing but what it made itself, and made nothing of the graph."""
        now = self.start()
        quiet = (now.nodes, now.runs, now.allocated) == (start.nodes, start.runs, start.allocated)
        if not quiet:
            return
        known = self.memories.setdefault((code, given), [])
        if len(known) >= MOST_MEMORIES_OF_ONE_CALL:
            return
        if _Fingerprints((*PLAIN, TF, Module), _objects_in(given)).of_all([result], DEEPEST) is None:
            return
        frames = self.trace.frames[start.frames :]
        own = {frame.cell for frame in frames}
        if any(c not in own and c.age <= start.step for c, *_ in self.trail[start.mark :]):
            return
        places: dict[tuple[Cell, object], None] = {}
        effects: list[Effect] = []
        for run in (run for frame in frames for run in frame.statements):
            places.update(dict.fromkeys(p for p in run.reads if p[0] not in own and p[0].age <= start.step))
            effects.extend(run.effects)
        for memory in self.recalled[start.recalled :]:  # what was not walked read something too
            inner = ((cell, key) for cell, key, _ in memory.reads)
            places.update(dict.fromkeys(p for p in inner if p[0] not in own and p[0].age <= start.step))
        reads = tuple((cell, key, cell.slots.get(key)) for cell, key in places)
        cells = dict.fromkeys(c for c, _ in places)
        for *_, value in reads:
            _add_cells(value, 3, cells)
        sizes = tuple((cell, len(cell.slots)) for cell in cells)
        known.append(Memory(reads, sizes, self.snapshot(result), tuple(dict.fromkeys(effects))))


def _add_cells(value: Value | None, depth: int, cells: dict[Cell, None]) -> None:
    """Adds the places whose growth or shrinking would change what reading a value gives."""
    if isinstance(value, HOLDERS):
        cells[value.cell] = None
        if depth > 1:
            for part in value.cell.slots.values():
                if isinstance(part, HOLDERS_OR_UNION):
                    _add_cells(part, depth - 1, cells)
    elif isinstance(value, Union):
        for option in value.options:
            if isinstance(option, HOLDERS_OR_UNION):
                _add_cells(option, depth, cells)


def fingerprint(values: Sequence[Value]) -> Fingerprint | None:
    """What tells lists of host values apart; ``None`` if something of the graph may be among them.

    Objects that the program may change or call are told apart by identity.
    """
    return _Fingerprints((*PLAIN, *OBJECTS, TF, Module)).of_all(values, DEEPEST)


def _objects_in(given: Fingerprint) -> frozenset[Value]:
    """The objects that a call was given, which it may well give back."""
    found: set[Value] = set()
    pending: list[object] = list(given)
    while pending:
        part = pending.pop()
        if isinstance(part, (tuple, frozenset)):
            pending.extend(part)
        elif isinstance(part, OBJECTS):
            found.add(part)
    return frozenset(found)


class _Fingerprints:
    """Takes the fingerprints of values; what stands in several places is looked at once."""

    def __init__(self, plain: tuple[type[Value], ...], objects: frozenset[Value] = frozenset()) -> None:
        self.plain = plain
        self.objects = objects
        self.known: dict[tuple[int, int], Fingerprint | None] = {}

    def of_all(self, values: Iterable[Value], depth: int) -> Fingerprint | None:
        found: list[object] = []
        for value in values:
            if isinstance(value, self.plain) or (isinstance(value, OBJECTS) and value in self.objects):
                found.append(value)
                continue
            part = self._of_container(value, depth)
            if part is None:
                return None
            found.append(part[0])
        return tuple(found)

    def _of_container(self, value: Value, depth: int) -> Fingerprint | None:
        key = (id(value), depth)
        if key not in self.known:
            self.known[key] = self._looked_at(value, depth)
        return self.known[key]

    def _looked_at(self, value: Value, depth: int) -> Fingerprint | None:
        if isinstance(value, Union):
            options = []
            for option in value.options:
                part = self.of_all((option,), depth)
                if part is None:
                    return None
                options.append(part)
            return (frozenset(options),)
        if isinstance(value, Bound):
            receiver = self.of_all((value.receiver,), depth)
            return receiver and (("Bound", receiver, value.function),)
        if isinstance(value, (Items, Mapping)) and depth:
            slots = value.cell.slots
            inner = self.of_all(slots.values(), depth - 1)
            if inner is not None and all(isinstance(k, (int, str, Const)) for k in slots):
                return ((type(value).__name__, tuple(slots), inner),)
        return None
