"""Where one function or module gets elements of queues, and what their data sets are."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Items, Node, Thing, Value
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.queues import BATCHES
from tf2codemod.prepare.dissolving import Dissolving
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.element_functions import Opening, lines_of_code
from tf2codemod.prepare.queue_elements import (
    NAMES_OF_FILES,
    NUMBERS,
    READINGS,
    SLICES,
    NotCovered,
    QueueElements,
    is_dequeued,
)
from tf2codemod.prepare.queue_sources import Expressions, produced, reading_of
from tf2codemod.prepare.regions import Scope
from tf2codemod.tree import walk

QUEUED = frozenset((NAMES_OF_FILES, NUMBERS))


@dataclass
class QueueReadings:
    """What one function or module of a program takes from queues."""

    scope: Scope
    frames: Sequence[Frame]
    elements: QueueElements
    edits: Edits
    going: Dissolving
    tf: str
    taken: set[str]

    def __post_init__(self) -> None:
        self.trace: Trace = self.elements.trace
        self.code = Expressions(self.trace, self.frames, self.edits, self.tf)
        self.line = list(lines_of_code(self.scope.body, self._opens_or_closes))
        self.handed: dict[ast.AST, ast.expr] = {}
        self.parted: set[ast.AST] = set()
        self.apart: set[ast.AST] = set()
        self.later: set[ast.AST] = set()
        self.takes = False  # whether the function takes a data set in the place of elements
        self.given_to: set[ast.AST] = set()  # the functions that are given one

    @property
    def indentation(self) -> int:
        """By how many columns the body of a function is moved in."""
        if isinstance(self.scope, ast.Module):
            inner = (
                n.body[0] for n in walk(self.scope) if isinstance(n, ast.FunctionDef) and not n.col_offset
            )
            return next((s.col_offset for s in inner), 4)
        return self.scope.body[0].col_offset - self.scope.col_offset

    def _values(self, expr: ast.expr) -> list[Value]:
        return [f.values[expr] for f in self.frames if expr in f.values]

    def _made(self, call: ast.Call, ops: frozenset[str]) -> list[Node]:
        """The ops of some kinds that a call itself made."""
        values = [n for n in self._values(call) if isinstance(n, Node)]
        return [n for n in values if n.op in ops and n.expr is call]

    def readings(self, expr: ast.AST) -> frozenset[Node]:
        """The readings that the value of an expression comes from."""
        found = (self.elements.readings_in(f.values.get(expr)) for f in self.frames)
        return frozenset(r for each in found for r in each)

    def carried(self, code: ast.AST) -> frozenset[Node]:
        """The readings that something in a piece of code comes from."""
        return frozenset(r for n in walk(code) if isinstance(n, ast.expr) for r in self.readings(n))

    def _closes(self, call: ast.AST) -> bool:
        return isinstance(call, ast.Call) and bool(self._made(call, frozenset(BATCHES)))

    def _opens(self, call: ast.AST) -> bool:
        """Whether a call gives elements without being given any."""
        if not isinstance(call, ast.Call) or not self.readings(call):
            return False
        given = [*call.args, *(k.value for k in call.keywords)]
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        return not any(self.carried(part) for part in [*given, *([owner] if owner is not None else [])])

    def _hands_over(self, call: ast.AST) -> bool:
        """Whether a call gives elements to a function that makes batches of them."""
        if not isinstance(call, ast.Call) or not any(self.carried(a) for a in given_to_call(call)):
            return False
        called = {f for f in self.trace.frames if f.site is call}
        return any(r.frame in called for b in self.elements.batches for r in b.made.chain())

    def _opens_or_closes(self, statement: ast.stmt) -> bool:
        return any(self._opens(n) or self._closes(n) or self._hands_over(n) for n in walk(statement))

    def _statement(self, call: ast.Call) -> ast.stmt:
        return next(s for s in self.line if call in walk(s))

    def _fresh(self, name: str) -> str:
        return fresh(name, self.taken)

    def _write_before(self, statement: ast.stmt, lines: Sequence[str]) -> None:
        start, _ = self.edits.range_of(statement)
        indent = " " * statement.col_offset
        text = "".join(f"{line}\n{indent}" for line in lines)
        before = self.edits.edits.get((start, start))
        self.edits.replace(start, start, *(before.parts if before is not None else ()), text)

    def _opening(self, call: ast.Call) -> Iterator[Opening]:
        if not self._opens(call):
            return
        statement = self._statement(call)
        if not isinstance(statement, (ast.Assign, ast.Return)):
            raise NotCovered
        if isinstance(statement, ast.Return):
            # The elements of another function are handed on as they are.
            if statement.value is not call or self._made(call, READINGS | {SLICES}) or self._dequeues(call):
                raise NotCovered
            return
        if self._made(call, READINGS):
            yield self._of_reader(statement, call)
        elif self._dequeues(call):
            yield self._of_queue(statement, call)
        elif self._made(call, frozenset((SLICES,))):
            yield self._of_slices(statement, call)
        elif not self.trace.symbols.get(call.func):
            yield self._of_function(statement, call)
        else:
            raise NotCovered

    def _dequeues(self, call: ast.Call) -> bool:
        return any(isinstance(v, Node) and v.expr is call and is_dequeued(v) for v in self._values(call))

    def _of_queue(self, statement: ast.Assign, call: ast.Call) -> Opening:
        """An opening that takes the names or numbers themselves."""
        target = only_name(statement)
        if statement.value is not call or not target or call.args or not isinstance(call.func, ast.Attribute):
            raise NotCovered
        text = self._queue(call.func.value)
        return Opening(statement, call, text, [target], self.readings(call))

    def _of_reader(self, statement: ast.Assign, call: ast.Call) -> Opening:
        (target,) = statement.targets
        picked = statement.value
        if picked is call and isinstance(target, ast.Tuple) and len(target.elts) == 2:
            names = [name_of(e) for e in target.elts]
        elif isinstance(picked, ast.Subscript) and picked.value is call and index_of(picked) == 1:
            names = ["_", name_of(target)]
        else:
            raise NotCovered
        key, value = names
        readings = self._made(call, READINGS)
        thing = self.elements.reader_of(readings[0])
        if len(call.args) != 1 or call.keywords or not isinstance(thing, Thing) or not value:
            raise NotCovered
        symbol = readings[0].op.removesuffix(".read")
        if not isinstance(thing.expr, ast.Call):
            raise NotCovered
        here = thing.made.frame in self.frames
        made = self.code if here else Expressions(self.trace, [thing.made.frame], None, self.tf)
        if thing.made.frame not in self.frames and any(
            isinstance(n, ast.Name) and n not in walk(thing.expr.func) for n in walk(thing.expr)
        ):
            raise NotCovered
        queue = self._queue(call.args[0])
        reading = reading_of(symbol, thing.expr, queue, made)
        used = key and self._is_read(key, statement)
        if not reading.reads_files:
            if used:
                raise NotCovered
            return Opening(statement, call, reading.text, [value], frozenset(readings))
        name = key if used and key else self._fresh("filename" if key in ("", "_") else key)
        line = f"{value} = {self.tf}.read_file({name})"
        return Opening(statement, call, reading.text, [name], frozenset(readings), before=[line])

    def _queue(self, argument: ast.expr) -> str:
        """The data set of names that a reader is given."""
        if not isinstance(argument, (ast.Name, ast.Attribute)):
            made = self._made(argument, QUEUED) if isinstance(argument, ast.Call) else []
            if not isinstance(argument, ast.Call) or not made:
                raise NotCovered
            source = produced(argument, self.code, made[0].op, "", "")
            if source.lines:
                raise NotCovered
            return source.text
        return self.code.text(argument)

    def _is_read(self, name: str, statement: ast.stmt) -> bool:
        return name != "_" and any(
            isinstance(n, ast.Name)
            and n.id == name
            and isinstance(n.ctx, ast.Load)
            and n.lineno > statement.lineno
            for n in walk(self.scope)
        )

    def _of_slices(self, statement: ast.Assign, call: ast.Call) -> Opening:
        readings = self._made(call, frozenset((SLICES,)))
        source = produced(call, self.code, SLICES, "", "")
        if source.lines:
            raise NotCovered
        given = next(
            (k.value for k in call.keywords if k.arg == "tensor_list"), call.args[0] if call.args else None
        )
        assert isinstance(given, (ast.List, ast.Tuple))
        likely = [e.id if isinstance(e, ast.Name) else "" for e in given.elts]
        return self._named(statement, call, source.text, frozenset(readings), likely)

    def _of_function(self, statement: ast.Assign, call: ast.Call) -> Opening:
        found = self._values(call)
        sizes = {len(v.prefix) if isinstance(v, Items) and v.rest is None else 0 for v in found}
        if len(sizes) != 1 or not all(isinstance(v, (Node, Items)) for v in found):
            raise NotCovered
        (size,) = sizes
        readings = self.readings(call)
        likely = [""] * size if size else None
        return self._named(statement, call, self.edits.range_of(call), readings, likely)

    def _named(
        self,
        statement: ast.Assign,
        call: ast.Call,
        text: str | Range,
        readings: frozenset[Node],
        likely: list[str] | None,
    ) -> Opening:
        """An opening whose elements are bound one by one, or as a whole of which parts are taken."""
        if statement.value is not call or len(statement.targets) != 1:
            raise NotCovered
        target = statement.targets[0]
        if isinstance(target, (ast.Tuple, ast.List)):
            names = [name_of(e) for e in target.elts]
            if likely is None or len(names) != len(likely) or not all(names) or len(set(names)) < len(names):
                raise NotCovered
            return Opening(statement, call, text, names, readings, True)
        whole = name_of(target)
        if not whole:
            raise NotCovered
        if likely is None:
            return Opening(statement, call, text, [whole], readings)
        return Opening(statement, call, text, likely, readings, True, whole)


def given_to_call(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(k.value for k in call.keywords)]


def name_of(target: ast.expr) -> str:
    return target.id if isinstance(target, ast.Name) else ""


def only_name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return name_of(statement.targets[0])
    return ""


def index_of(picked: ast.Subscript) -> object:
    return picked.slice.value if isinstance(picked.slice, ast.Constant) else None
