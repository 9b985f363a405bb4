"""Turns what one function does with elements of queues into transformations of a data set."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Items, Node, Thing, Value, nodes_in
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.queues import BATCHES
from tf2codemod.prepare.dissolving import Dissolving
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.element_functions import ElementFunction, Opening, lines_of_code
from tf2codemod.prepare.queue_elements import (
    NAMES_OF_FILES,
    NUMBERS,
    READINGS,
    SLICES,
    NotCovered,
    QueueElements,
    is_dequeued,
)
from tf2codemod.prepare.queue_sources import Expressions, batched, produced, reading_of
from tf2codemod.prepare.regions import Scope
from tf2codemod.tree import arms_of, walk

QUEUED = frozenset((NAMES_OF_FILES, NUMBERS))
NEXT = ".make_one_shot_iterator().get_next()"


@dataclass
class QueueScope:
    """One function or module of a program that reads queues."""

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

    @property
    def indentation(self) -> int:
        """By how many columns the body of a function is moved in."""
        if isinstance(self.scope, ast.Module):
            inner = (
                n.body[0] for n in walk(self.scope) if isinstance(n, ast.FunctionDef) and not n.col_offset
            )
            return next((s.col_offset for s in inner), 4)
        return self.scope.body[0].col_offset - self.scope.col_offset

    def apply(self) -> bool:
        """Writes the data sets of this scope; whether there are any."""
        items = [
            i for n in walk(self.scope) if isinstance(n, ast.With) and n not in self.line for i in n.items
        ]
        if any(self.carried(i) for i in items if not any(i in walk(s) for s in self.line)):
            raise NotCovered
        calls = [n for s in self.line for n in walk(s) if isinstance(n, ast.Call)]
        found = False
        for call in calls:
            found |= self._produce(call)
        openings = [o for c in calls for o in self._opening(c)]
        for opening in openings:
            self._convert(opening, openings)
        return found or bool(openings)

    # What calls are -------------------------------------------------------------------------------------

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

    def _opens_or_closes(self, statement: ast.stmt) -> bool:
        return any(self._opens(n) or self._closes(n) for n in walk(statement))

    def _statement(self, call: ast.Call) -> ast.stmt:
        return next(s for s in self.line if call in walk(s))

    # Producers ------------------------------------------------------------------------------------------

    def _produce(self, call: ast.Call) -> bool:
        """Puts a data set of names in the place of a queue of names."""
        made = self._made(call, QUEUED)
        if not made:
            return False
        statement = self._statement(call)
        target = _only_name(statement) if getattr(statement, "value", None) is call else ""
        free = self._fresh("filenames")
        source = produced(call, self.code, made[0].op, target, free)
        if source.lines:
            self._write_before(statement, source.lines)
        self.edits.replace(*self.edits.range_of(call), source.text)
        return True

    def _fresh(self, name: str) -> str:
        return fresh(name, self.taken)

    def _write_before(self, statement: ast.stmt, lines: Sequence[str]) -> None:
        start, _ = self.edits.range_of(statement)
        indent = " " * statement.col_offset
        text = "".join(f"{line}\n{indent}" for line in lines)
        before = self.edits.edits.get((start, start))
        self.edits.replace(start, start, *(before.parts if before is not None else ()), text)

    # Openings -------------------------------------------------------------------------------------------

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
        target = _only_name(statement)
        if statement.value is not call or not target or call.args or not isinstance(call.func, ast.Attribute):
            raise NotCovered
        text = self._queue(call.func.value)
        return Opening(statement, call, text, [target], self.readings(call))

    def _of_reader(self, statement: ast.Assign, call: ast.Call) -> Opening:
        (target,) = statement.targets
        picked = statement.value
        if picked is call and isinstance(target, ast.Tuple) and len(target.elts) == 2:
            names = [_name(e) for e in target.elts]
        elif isinstance(picked, ast.Subscript) and picked.value is call and _index(picked) == 1:
            names = ["_", _name(target)]
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
            names = [_name(e) for e in target.elts]
            if likely is None or len(names) != len(likely) or not all(names) or len(set(names)) < len(names):
                raise NotCovered
            return Opening(statement, call, text, names, readings, True)
        whole = _name(target)
        if not whole:
            raise NotCovered
        if likely is None:
            return Opening(statement, call, text, [whole], readings)
        return Opening(statement, call, text, likely, readings, True, whole)

    # What becomes of the elements -----------------------------------------------------------------------

    def _convert(self, opening: Opening, openings: Sequence[Opening]) -> None:
        data = self._fresh("dataset")
        self.taken.add(data)
        closed = opening.readings & self.elements.batched
        if closed and closed != opening.readings:
            raise NotCovered
        if not closed:
            self._draw(opening)
            return
        position = self.line.index(opening.statement)
        mine = [s for s in self.line[position + 1 :] if self.carried(s) & opening.readings]
        others = [o.statement for o in openings if o is not opening]
        if any(s in others for s in mine) or any(self.carried(s) - opening.readings for s in mine):
            raise NotCovered
        closing = next((i for i, s in enumerate(mine) if self._is_end(s)), None)
        if closing is None or any(self._is_end(s) is False for s in mine[closing + 1 :]):
            raise NotCovered
        function = ElementFunction(self, opening, mine[:closing], mine[closing:])
        source = data
        if isinstance(opening.text, str) and opening.text.isidentifier():
            source = opening.text
            self.going.gone.add(opening.statement)
        else:
            self.edits.replace(*self.edits.range_of(opening.statement), f"{data} = ", opening.text)
        mapped = function.written_before(mine[closing], source)
        for end in mine[closing:]:
            self._end(end, data, mapped)

    def _is_end(self, statement: ast.stmt) -> bool:
        """Whether a statement makes batches of elements, or hands them back."""
        return isinstance(statement, ast.Return) or any(self._closes(n) for n in walk(statement))

    def ends(self, statement: ast.stmt) -> list[tuple[ast.expr, ast.AST]]:
        """What the elements of an ending are made of, and the code that takes them."""
        calls = [n for n in walk(statement) if self._closes(n)]
        if not calls:
            assert isinstance(statement, ast.Return) and statement.value is not None
            return [(statement.value, statement)]
        found: list[tuple[ast.expr, ast.AST]] = []
        for call in calls:
            assert isinstance(call, ast.Call)
            (op,) = {n.op for n in self._made(call, frozenset(BATCHES))}
            found.append((batched(op, call, self.code)[0], call))
        return found

    def _end(self, statement: ast.stmt, data: str, mapped: str) -> None:
        after = self._after_branches(statement, data)
        for _, place in self.ends(statement):
            if isinstance(place, ast.Return):
                assert place.value is not None
                self.edits.replace(*self.edits.range_of(place.value), mapped)
                continue
            assert isinstance(place, ast.Call)
            (op,) = {n.op for n in self._made(place, frozenset(BATCHES))}
            inner = _holding(place, statement)
            if not isinstance(inner, (ast.Assign, ast.Return)):
                raise NotCovered
            line = f"{data} = {mapped}{batched(op, place, self.code)[1]}"
            if after:
                self.edits.replace(*self.edits.range_of(inner), line)
                continue
            self._write_before(inner, [line])
            start, end = self.edits.range_of(place)
            if isinstance(inner, ast.Assign):
                target = self.edits.range_of(inner.targets[-1])[1]
                if b"\\" in self.edits.data[target:start]:
                    self.edits.replace(target, end, f" = {data}{NEXT}")
                    continue
            self.edits.replace(start, end, f"{data}{NEXT}")
        if after:
            _, end = self.edits.range_of(statement)
            self.edits.replace(end, end, f"\n{' ' * statement.col_offset}{after}")

    def _after_branches(self, statement: ast.stmt, data: str) -> str:
        """The line that draws after a branch, every way of which ends with the making of batches."""
        if not isinstance(statement, ast.If):
            return ""
        heads: list[str] = []
        arms = list(arms_of(statement))
        for arm in arms:
            last = arm.body[-1]
            call = last.value if isinstance(last, (ast.Assign, ast.Return)) else None
            if call is None or not self._closes(call):
                return ""
            start, _ = self.edits.range_of(call)
            heads.append(self.edits.data[self.edits.range_of(last)[0] : start].decode().replace("\\\n", ""))
        alike = len({"".join(h.split()) for h in heads}) == 1
        if not alike or arms[-1].test is not None or len(self.ends(statement)) != len(arms):
            return ""
        return f"{' '.join(heads[0].split())} {data}{NEXT}"

    def _draw(self, opening: Opening) -> None:
        """Draws elements one by one where no batches are made of them."""
        here, statement = self.edits, opening.statement
        assert isinstance(statement, ast.Assign)
        if opening.before:
            (line,) = opening.before
            value = line.partition(" = ")[0]
            used = self._is_read(opening.names[0], statement)
            text = f"{value} = {opening.text}.map({self.tf}.read_file){NEXT}"
            if used:
                text = f"{opening.names[0]} = {opening.text}{NEXT}\n{' ' * statement.col_offset}{line}"
            here.replace(*here.range_of(statement), text)
        elif self._made(opening.call, READINGS) or self._dequeues(opening.call):
            here.replace(*here.range_of(statement), f"{opening.names[0]} = {opening.text}{NEXT}")
        elif self._made(opening.call, frozenset((SLICES,))):
            assert isinstance(opening.text, str)
            here.replace(*here.range_of(opening.call), f"{opening.text}{NEXT}")


def _holding(value: ast.expr, statement: ast.stmt) -> ast.stmt:
    """The statement of which an expression is the value."""
    found = [s for s in walk(statement) if isinstance(s, ast.stmt) and getattr(s, "value", None) is value]
    if len(found) != 1:
        raise NotCovered
    return found[0]


def _name(target: ast.expr) -> str:
    return target.id if isinstance(target, ast.Name) else ""


def _only_name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return _name(statement.targets[0])
    return ""


def _index(picked: ast.Subscript) -> object:
    return picked.slice.value if isinstance(picked.slice, ast.Constant) else None


__all__ = ["Opening", "QueueScope", "nodes_in"]
