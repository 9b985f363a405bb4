"""Abstract values: what an expression of a TensorFlow 1 program may mean while the graph is being built."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tf2codemod.interpret.trace import StatementRun


class Value:
    """Anything an expression can evaluate to."""

    __slots__ = ()


class Cell:
    """A place of the heap: variables of a frame, attributes of an object, items of a container."""

    __slots__ = ("age", "closed_over", "held", "name", "slots", "writers")

    def __init__(self, name: str = "", age: int = 0) -> None:
        self.name = name
        self.age = age
        self.closed_over = False
        self.held: Held | None = None  # asked for when the walk is over
        self.slots: dict[object, Value] = {}
        self.writers: dict[object, frozenset[StatementRun | None]] = {}


Held = dict["Node", list[object]]


@dataclass(frozen=True, slots=True)
class Const(Value):
    """A Python constant known when the program is read."""

    value: object
    type: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", type(self.value).__name__)


NONE = Const(None)


@dataclass(frozen=True, slots=True)
class Host(Value):
    """An ordinary Python or NumPy value that is not known, but has no graph object in it."""

    note: str = ""


HOST = Host()


@dataclass(frozen=True, slots=True)
class Fetched(Host):
    """What a run gave for a summary, which only a writer can use, or for one of several results."""

    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Unknown(Value):
    """A value of which nothing is known; the reason says why."""

    reason: str


@dataclass(eq=False, slots=True)
class Node(Value):
    """An object of the graph: a placeholder, a tensor, a variable or an op that is run for its effect.

    The inputs grow while a loop is walked again; nothing else changes.
    """

    kind: str
    op: str
    inputs: tuple[Node, ...]
    made: StatementRun
    expr: ast.AST
    arguments: dict[str, Value] = field(default_factory=dict)
    name: str = ""
    part: object = None

    def __repr__(self) -> str:
        return f"<{self.kind} {self.op} line {getattr(self.expr, 'lineno', '?')}>"


@dataclass(frozen=True, eq=False, slots=True)
class Thing(Value):
    """A TensorFlow object outside the graph: session, optimizer, saver, iterator, scope, writer."""

    kind: str
    symbol: str
    made: StatementRun
    expr: ast.AST
    arguments: dict[str, Value] = field(default_factory=dict)
    cell: Cell = field(default_factory=Cell)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.symbol}>"


@dataclass(frozen=True, slots=True)
class TF(Value):
    """A name of the TensorFlow API in canonical form, such as ``tf.nn.relu``."""

    symbol: str


@dataclass(frozen=True, slots=True)
class External(Value):
    """A module, or something in a module, that is neither the project's nor TensorFlow's."""

    dotted: str


@dataclass(frozen=True, eq=False, slots=True)
class Module(Value):
    """A module of the project."""

    path: Path
    name: str
    cell: Cell


@dataclass(frozen=True, eq=False, slots=True)
class Function(Value):
    """A function, method or lambda of the project with the scopes that it closes over."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: Module
    scopes: tuple[Cell, ...]
    defaults: dict[str, Value]
    owner: Class | None = None

    @property
    def name(self) -> str:
        return self.node.name if not isinstance(self.node, ast.Lambda) else "<lambda>"


@dataclass(frozen=True, eq=False, slots=True)
class Class(Value):
    """A class of the project."""

    node: ast.ClassDef
    module: Module
    bases: tuple[Value, ...]
    cell: Cell

    def lineage(self) -> Iterator[Class]:
        """This class and its project bases, nearest first."""
        yield self
        for base in self.bases:
            if isinstance(base, Class):
                yield from base.lineage()

    def lookup(self, name: str) -> Value | None:
        return next((c.cell.slots[name] for c in self.lineage() if name in c.cell.slots), None)


@dataclass(frozen=True, eq=False, slots=True)
class Instance(Value):
    """An object of a project class, one for each place and context that makes one."""

    cls: Class
    cell: Cell


@dataclass(frozen=True, slots=True)
class Super(Value):
    """An object seen through the base classes of one of its classes."""

    receiver: Value
    owner: Class


@dataclass(frozen=True, slots=True)
class Bound(Value):
    """A method together with its receiver; ``function`` is a name for receivers of other packages."""

    receiver: Value
    function: Function | str


@dataclass(frozen=True, slots=True)
class Partial(Value):
    """A callable with some arguments given already."""

    function: Value
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Items(Value):
    """A list, tuple or set: a known prefix, and a summary of what may follow."""

    kind: str
    cell: Cell

    @property
    def prefix(self) -> tuple[Value, ...]:
        return tuple(v for k, v in self.cell.slots.items() if k != "rest")

    @property
    def rest(self) -> Value | None:
        return self.cell.slots.get("rest")


@dataclass(frozen=True, eq=False, slots=True)
class Mapping(Value):
    """A dict: known keys with their values, and a summary of what stands under unknown keys."""

    cell: Cell

    @property
    def known(self) -> dict[Value, Value]:
        return {k: v for k, v in self.cell.slots.items() if isinstance(k, Value)}

    @property
    def rest(self) -> Value | None:
        return self.cell.slots.get("rest")


@dataclass(frozen=True, eq=False, slots=True)
class Collected(Value):
    """The members of a collection at one time; the later ones of the same list are not among them."""

    order: dict[Node, int]
    count: int

    @staticmethod
    def of(nodes: Iterable[Node]) -> Collected:
        order = {node: place for place, node in enumerate(dict.fromkeys(nodes))}
        return Collected(order, len(order))

    def __contains__(self, node: Node) -> bool:
        return self.order.get(node, self.count) < self.count

    @property
    def members(self) -> tuple[Node, ...]:
        return tuple(islice(self.order, self.count))

    def with_member(self, node: Node) -> Collected:
        """The collection with one more; what both have in common is kept once."""
        order = self.order if len(self.order) == self.count else Collected.of(self.members).order
        order[node] = self.count
        return Collected(order, self.count + 1)


@dataclass(frozen=True, eq=False, slots=True)
class Union(Value):
    """One of several values, depending on what the program does when it runs."""

    options: tuple[Value, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Union) and frozenset(self.options) == frozenset(other.options)

    def __hash__(self) -> int:
        return hash(frozenset(self.options))


WIDEST_UNION = 12
PLAIN = (Const, Host, External)
PLAIN_OR_UNION = (*PLAIN, Union)


def join(a: Value, b: Value) -> Value:
    """The value that stands for either of two."""
    if a is b or a == b:
        return a
    if isinstance(a, Union) and not isinstance(b, Union):
        options = a.options if b in a.options else (*a.options, b)
    else:
        options = tuple(dict.fromkeys((*options_of(a), *options_of(b))))
    if isinstance(b, PLAIN_OR_UNION) and all(isinstance(o, PLAIN) for o in options):
        return HOST if len(options) > WIDEST_UNION or HOST in options else Union(options)
    if len(options) > WIDEST_UNION:
        return Unknown(f"more than {WIDEST_UNION} different values meet here")
    return Union(options)


def options_of(value: Value) -> tuple[Value, ...]:
    """What a value may be, in the order in which the program was read."""
    return value.options if isinstance(value, Union) else (value,)


COMPOSED = (Union, Items, Mapping, Partial, Collected)
DEEPEST = 6


def contained(value: Value, depth: int = DEEPEST) -> Iterator[Value]:
    """The value and, for containers and unions, what they hold."""
    yield value
    if depth == 0:
        return
    if isinstance(value, COMPOSED):
        for part in _parts_of(value):
            yield from contained(part, depth - 1)


def _parts_of(value: Value) -> tuple[Value, ...]:
    if isinstance(value, Union):
        return value.options
    if isinstance(value, (Items, Mapping)):
        keys = tuple(k for k in value.cell.slots if isinstance(k, Node))
        return keys + tuple(value.cell.slots.values())
    if isinstance(value, Collected):
        return value.members
    if isinstance(value, Partial):
        return (value.function, *value.arguments, *(v for _, v in value.keywords))
    return ()


def _collect(value: Value, depth: int, found: dict[Node, None], seen: dict[int, int]) -> None:
    """Adds the graph objects in a composed value, in order; what was looked at as deep is not again."""
    if seen.get(id(value), -1) >= depth:
        return
    seen[id(value)] = depth
    for part in _parts_of(value):
        if isinstance(part, Node):
            found[part] = None
        elif depth > 1 and isinstance(part, COMPOSED):
            _collect(part, depth - 1, found, seen)


def nodes_in(value: Value) -> tuple[Node, ...]:
    """The graph objects in a value, each once, in order."""
    if isinstance(value, Node):
        return (value,)
    if not isinstance(value, COMPOSED):
        return ()
    found: dict[Node, None] = {}
    _collect(value, DEEPEST, found, {})
    return tuple(found)


def unknowns_in(value: Value) -> tuple[Unknown, ...]:
    return tuple(dict.fromkeys(v for v in contained(value) if isinstance(v, Unknown)))


def truth_of(value: Value) -> bool | None:
    """Whether a condition holds, if that is known."""
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Items) and value.rest is None:
        return bool(value.prefix)
    if isinstance(value, Mapping) and value.rest is None:
        return bool(value.cell.slots)
    if isinstance(value, (Function, Class, Module, Thing, TF, Instance)):
        return True
    return None
