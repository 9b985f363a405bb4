"""What the interpretation of a program leaves behind for the plan: who ran, read, wrote and made what."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tf2codemod.interpret.values import Cell, Function, Module, Node, Thing, Value
from tf2codemod.tree import walk

Container = dict[Any, Any] | list[Any]
Place = tuple[Cell, object]


@dataclass(eq=False, slots=True)
class Frame:
    """One activation of a module, class body or function."""

    cell: Cell
    module: Module
    function: Function | None
    caller: StatementRun | None
    scopes: tuple[Cell, ...]
    local_names: frozenset[str]
    values: dict[ast.AST, Value] = field(default_factory=dict)
    statements: list[StatementRun] = field(default_factory=list)
    returned: Value | None = None
    scope_at_entry: str = ""
    names_at_entry: str = ""
    loops_at_entry: int = 0
    site: ast.AST | None = None
    inlined: dict[ast.stmt, list[ast.stmt]] = field(default_factory=dict)
    parameters_of: dict[ast.AST, frozenset[str]] = field(default_factory=dict)
    by_node: dict[ast.stmt, StatementRun] = field(default_factory=dict)
    in_pipeline: bool = False
    _sites: tuple[ast.AST | None, ...] | None = None
    _calls: tuple[int, tuple[ast.Call, ...]] = (0, ())

    @property
    def calls(self) -> tuple[ast.Call, ...]:
        """The calls that were evaluated here."""
        if self._calls[0] != len(self.values):
            self._calls = len(self.values), tuple([e for e in self.values if isinstance(e, ast.Call)])
        return self._calls[1]

    def sites(self) -> tuple[ast.AST | None, ...]:
        """The calls that led here, innermost first."""
        if self._sites is None:
            above = () if self.caller is None else self.caller.frame.sites()
            self._sites = (self.site, *above)
        return self._sites

    def nested(self) -> set[ast.stmt]:
        """The statements that stand inside of another statement of this frame."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        found: set[ast.stmt] = set()
        for run in self.statements:
            if not isinstance(run.node, kinds):
                found.update(n for n in walk(run.node) if isinstance(n, ast.stmt) and n is not run.node)
        return found

    @property
    def receiver(self) -> str:
        """The name of the object that a method belongs to, in the method; empty outside of methods."""
        function = self.function
        if function is None or function.owner is None or not function.node.args.args:
            return ""
        return function.node.args.args[0].arg

    @property
    def depth(self) -> int:
        return 0 if self.caller is None else self.caller.frame.depth + 1


@dataclass(eq=False, slots=True)
class StatementRun:
    """One execution of a statement in a frame; executions in a loop share one record."""

    node: ast.stmt
    frame: Frame
    order: int
    looped: bool
    reached: bool
    times: int = 0
    reads: dict[tuple[Cell, object], frozenset[StatementRun | None]] = field(default_factory=dict)
    # Most statements do nothing but one of these, and there are many statements.
    _writes: tuple[Place, ...] | set[Place] = ()
    _effects: list[Effect] | None = None
    _made: list[Node | Thing] | None = None
    _alone: frozenset[StatementRun | None] | None = None

    @property
    def writes(self) -> AbstractSet[Place]:
        """The places that this statement wrote itself."""
        return self._writes if isinstance(self._writes, set) else frozenset(self._writes)

    @writes.setter
    def writes(self, places: AbstractSet[Place]) -> None:
        self._writes = set(places) if len(places) > 1 else tuple(places)

    @property
    def effects(self) -> Sequence[Effect]:
        """What it did besides computing values, in order."""
        return self._effects if self._effects is not None else ()

    @property
    def made(self) -> Sequence[Node | Thing]:
        """The objects that it made, in order."""
        return self._made if self._made is not None else ()

    @property
    def alone(self) -> frozenset[StatementRun | None]:
        """This statement as the only writer of a place."""
        if self._alone is None:
            self._alone = frozenset((self,))
        return self._alone

    def add_write(self, place: Place) -> None:
        if isinstance(self._writes, set):
            self._writes.add(place)
        elif place not in self._writes:
            self._writes = {*self._writes, place} if self._writes else (place,)

    def add_effects(self, effects: Iterable[Effect]) -> None:
        if self._effects is None:
            self._effects = list(effects)
        else:
            self._effects.extend(effects)

    def add_made(self, made: Node | Thing) -> None:
        if self._made is None:
            self._made = [made]
        else:
            self._made.append(made)

    def let_go(self) -> None:
        """Lets go of what it read and wrote, and of what it made of the graph."""
        self.reads.clear()
        self._writes = ()
        self._effects = self._alone = None
        self._made = [made for made in self.made if isinstance(made, Thing)] or None

    def chain(self) -> Iterator[StatementRun]:
        """This statement and the statements whose calls led to it, innermost first."""
        run: StatementRun | None = self
        while run is not None:
            yield run
            run = run.frame.caller

    def within(self, frame: Frame) -> StatementRun | None:
        """The statement of ``frame`` that this one runs under, if it does."""
        return next((r for r in self.chain() if r.frame is frame), None)

    @property
    def program(self) -> Frame:
        """The frame of the module from which the program was started that executes this."""
        *_, outermost = self.chain()
        return outermost.frame

    def precedes(self, other: StatementRun) -> bool:
        """Whether this statement was executed before another, by the innermost frame that led to both."""
        above = {run.frame: run for run in self.chain()}
        for run in other.chain():
            if run.frame in above:
                return above[run.frame].order < run.order
        return False


class Effect(NamedTuple):
    """What a statement does besides computing values: printing, drawing random numbers, an unknown call."""

    kind: str
    what: str
    node: ast.AST


# What ``eval`` is asked for, as its second argument, where a tensor is described and nothing is computed.
DESCRIPTIONS = frozenset(("symbol", "shape"))


@dataclass(eq=False, slots=True)
class RunSite:
    """A ``Session.run``, ``Tensor.eval`` or ``Operation.run``, with its fetches and feeds in one context."""

    call: ast.Call
    kind: str
    statement: StatementRun
    fetches: Value
    feeds: Value | None
    fetch_expr: ast.expr
    feed_expr: ast.expr | None
    reached: bool

    @property
    def describes(self) -> bool:
        """Whether the run computes nothing, and gives what the tensor is."""
        return self.kind in DESCRIPTIONS


@dataclass
class Trace:
    """Everything that one walk through a program found."""

    frames: list[Frame] = field(default_factory=list)
    runs: list[RunSite] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    name_scopes: dict[Node, str] = field(default_factory=dict)
    pipeline: set[Node] = field(default_factory=set)
    symbols: dict[ast.AST, set[str]] = field(default_factory=dict)
    writes: dict[tuple[Cell, object], list[StatementRun]] = field(default_factory=dict)
    called: set[ast.AST] = field(default_factory=set)
    uncalled: list[Function] = field(default_factory=list)
    modules: dict[Path, Module] = field(default_factory=dict)
    dimensions: set[ast.AST] = field(default_factory=set)
    collections: dict[str, dict[Node, None]] = field(default_factory=dict)
    unclear_reuse: list[tuple[StatementRun, ast.AST]] = field(default_factory=list)
    shared_cells: list[tuple[Thing, Thing]] = field(default_factory=list)
    scoped_arguments: dict[ast.AST, dict[str, ast.expr]] = field(default_factory=dict)
    left_out: bool = False
    steps: int = 0
    exhausted: bool = False
    ran_whole: bool = False  # the code that the program calls was read to its end
    held_by: Path | None = None  # the file of another program for which the walk ended early
    partial: bool = False
    changed: Changed = field(default_factory=lambda: Changed())
    kept: set[Node] | None = None  # asked for when the walk is over
    rates_read: frozenset[Node] | None = None  # too
    _order: _Order | None = None

    def let_go(self) -> None:
        """Lets go of what a plan would ask for, but for the objects outside of the graph that were made."""
        for frame in self.frames:
            for run in frame.statements:
                run.let_go()
            frame.statements[:] = [run for run in frame.statements if run.made]
            frame.values.clear()
            frame.by_node.clear()
            frame.cell.slots.clear()
            frame.cell.writers.clear()
        self.frames[:] = [frame for frame in self.frames if frame.statements]
        for module in self.modules.values():
            module.cell.slots.clear()
            module.cell.writers.clear()
        self.nodes.clear()
        self.name_scopes.clear()
        self.runs.clear()
        self.uncalled.clear()
        self.pipeline.clear()
        self.writes.clear()
        self.collections.clear()

    def put_back(self) -> None:
        """Takes back what a plan changed in the record."""
        self.changed.put_back()
        self._order = None

    def beneath(self, frame: Frame) -> list[Frame]:
        """The frames that a frame led to by its calls, in the order of the walk."""
        if self._order is None or self._order.count != len(self.frames):
            self._order = _Order(self.frames)
        return self._order.beneath(frame)


class Changed:
    """What a plan changed in the record of a walk, and how it was before."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[Container, Container]] = {}
        self.moved: dict[StatementRun, tuple[Frame, int, AbstractSet[Place]]] = {}

    def keep(self, *containers: Container) -> None:
        """Remembers containers as they are now."""
        for container in containers:
            if id(container) not in self.kept:
                self.kept[id(container)] = (container, container.copy())

    def keep_run(self, run: StatementRun) -> None:
        """Remembers a statement as it is now."""
        self.keep(run.reads)
        self.moved.setdefault(run, (run.frame, run.order, run.writes))

    def put_back(self) -> None:
        """Makes everything what it was before."""
        for container, before in self.kept.values():
            container.clear()
            if isinstance(container, dict):
                container.update(before)
            else:
                container.extend(before)
        for run, (frame, order, writes) in self.moved.items():
            run.frame, run.order, run.writes = frame, order, writes
        self.kept.clear()
        self.moved.clear()


class _Order:
    """Which frames every frame called, and where each stands in the record."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.count = len(frames)
        self.place = {frame: place for place, frame in enumerate(frames)}
        self.called: dict[Frame, list[Frame]] = {}
        for frame in frames:
            if frame.caller is not None:
                self.called.setdefault(frame.caller.frame, []).append(frame)

    def beneath(self, frame: Frame) -> list[Frame]:
        found = list(self.called.get(frame, ()))
        for inner in found:
            found += self.called.get(inner, ())
        return sorted(found, key=self.place.__getitem__)
