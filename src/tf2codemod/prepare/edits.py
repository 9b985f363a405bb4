"""Changes of a text at the places of its syntax tree."""

from __future__ import annotations

import ast
import bisect
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from tf2codemod.tree import walk

Range = tuple[int, int]


class Edit(NamedTuple):
    """A piece of a text, and what takes its place: words, and other pieces of the text."""

    start: int
    end: int
    parts: tuple[str | Range, ...]


class Told(NamedTuple):
    """What the user is told about a change, at a line of the old text."""

    line: int
    code: str
    message: str
    remedy: str


class Edited(NamedTuple):
    """A new text, and for each of its lines the line of the old text that it comes from."""

    text: str
    origins: tuple[int, ...]
    told: tuple[Told, ...] = ()

    def before(self, line: int) -> int:
        return self.origins[line - 1] if 0 < line <= len(self.origins) else 1


class Edits:
    """Collects the changes of one text and makes them together."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: dict[Range, Edit] = {}
        self.told: list[Told] = []

    # Asked for late: most texts have no changes.

    @cached_property
    def data(self) -> bytes:
        return self.text.encode()

    @cached_property
    def starts(self) -> list[int]:
        """Where the lines begin."""
        return [0, *accumulate(len(line) + 1 for line in self.data.split(b"\n"))]

    def tell(self, line: int, code: str, message: str, remedy: str) -> None:
        self.told.append(Told(line, code, message, remedy))

    def range_of(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> Range:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return (
            self.starts[node.lineno - 1] + node.col_offset,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def text_of(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.range_of(node)
        return self.data[start:end].decode()

    def replace(self, start: int, end: int, *parts: str | Range) -> None:
        self.edits[start, end] = Edit(start, end, parts)

    def rename(self, name: ast.Name, text: str) -> None:
        """Puts other words in the place of a name."""
        start, end = self.range_of(name)
        if self.data[start:end].decode() != name.id:
            raise ValueError(f"line {name.lineno} does not have '{name.id}' in its place")
        self.replace(start, end, text)

    def lines_of(self, statement: ast.stmt) -> Range:
        """The lines of a statement from their beginning to their end."""
        last = self.starts[statement.end_lineno or statement.lineno]
        return self.starts[statement.lineno - 1], min(last, len(self.data))

    def above(self, statement: ast.stmt) -> int:
        """Where a statement begins with its decorators, and the comments right above them."""
        decorators = getattr(statement, "decorator_list", [])
        line: int = min([statement.lineno, *(d.lineno for d in decorators)]) - 1
        while line > 0 and self.data[self.starts[line - 1] : self.starts[line]].strip().startswith(b"#"):
            line -= 1
        return self.starts[line]

    def moved(self, statement: ast.stmt, column: int) -> Iterator[str | Range]:
        """The lines of a statement, with the comments right above it, at another column."""
        data, starts = self.data, self.starts
        first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
        if data[starts[first] : starts[first] + statement.col_offset].strip():
            yield from (" " * column, self.range_of(statement), "\n")
            return
        while first > 0 and data[starts[first - 1] : starts[first]].strip().startswith(b"#"):
            first -= 1
        line = first
        while line < last:
            start, stop = starts[line], self._whole_until(line)
            end = min(starts[stop], len(data))
            blank = len(data[start:end]) - len(data[start:end].lstrip(b" "))
            if line < statement.lineno or not _is_inside_string(statement, line + 1):
                yield " " * column
                start += min(blank, statement.col_offset)
            yield start, end
            line = stop
        if not data[: starts[last]].endswith(b"\n"):
            yield "\n"

    def _whole_until(self, line: int) -> int:
        """The line after the one in which the changes end that begin in a line."""
        stop, known = line + 1, -1
        while stop != known:
            known, start, end = stop, self.starts[line], self.starts[stop]
            ends = [e.end for e in self.edits.values() if start <= e.start < end < e.end]
            stop = max([stop, *(bisect.bisect_right(self.starts, e - 1) for e in ends)])
        return stop

    def branch(
        self, column: int, ways: Sequence[tuple[ast.expr | None, Sequence[str | Range]]]
    ) -> Iterator[str | Range]:
        """A branch at a column: for each way its condition, if it has one, and its lines."""
        for place, (test, lines) in enumerate(ways):
            yield " " * column
            if test is None:
                yield "else:\n"
            else:
                yield from ("elif " if place else "if ", *self._in_one_line(test), ":\n")
            yield from lines or [" " * (column + 4) + "pass\n"]

    def _in_one_line(self, expr: ast.expr) -> Iterator[str | Range]:
        """An expression that may stand where a line must not end within it."""
        start, end = self.range_of(expr)
        yield from ("(", (start, end), ")") if b"\n" in self.data[start:end] else ((start, end),)

    def remove_line(self, statement: ast.stmt) -> bool:
        """Takes a statement away with its lines, where it does not share them; whether it could."""
        start, end = self.range_of(statement)
        first = self.starts[statement.lineno - 1]
        last = self.starts[statement.end_lineno or statement.lineno]
        rest = self.data[end : last - 1].strip()
        if self.data[first:start].strip() or (rest and not rest.startswith(b"#")):
            return False
        if isinstance(statement, ast.FunctionDef):  # the blank lines below set apart what follows
            before = self.data[:first]
            first -= len(before) - len(before.rstrip(b" \n")) - 1 if before.strip() else 0
        self.replace(first, min(last, len(self.data)))
        return True

    def rendered(self, start: int, end: int) -> str:
        """A piece of the text with the changes inside of it."""
        return b"".join(piece for piece, _ in self._render(start, end)).decode()

    def apply(self) -> Edited:
        """The new text; changes inside of a piece that goes are lost with it."""
        pieces = list(self._render(0, len(self.data)))
        text = b"".join(piece for piece, _ in pieces).decode()
        origins = []
        offsets: list[int] = []
        position = 0
        for piece, _ in pieces:
            offsets.append(position)
            position += len(piece)
        position = 0
        for line in text.encode().split(b"\n"):
            index = bisect.bisect_right(offsets, position) - 1
            old = pieces[index][1] + (position - offsets[index]) if pieces else 0
            origins.append(bisect.bisect_right(self.starts, old))
            position += len(line) + 1
        return Edited(text, tuple(origins), tuple(self.told))

    def _render(self, start: int, end: int, without: Edit | None = None) -> Iterator[tuple[bytes, int]]:
        inside = sorted(
            (e for e in self.edits.values() if start <= e.start and e.end <= end and e is not without),
            key=lambda e: (e.start, -e.end),
        )
        position = start
        for edit in inside:
            if edit.start < position:
                continue
            if edit.start > position:
                yield self.data[position : edit.start], position
            for part in edit.parts:
                if isinstance(part, str):
                    if part:
                        yield part.encode(), edit.start
                else:
                    yield from self._render(part[0], part[1], edit)
            position = edit.end
        if position < end:
            yield self.data[position:end], position


def remove_arguments(edits: Edits, call: ast.Call, gone: Sequence[ast.expr]) -> None:
    """Takes arguments out of a call."""
    every: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    values = sorted(every, key=lambda a: (a.lineno, a.col_offset))
    keep = [not (a in gone or (isinstance(a, ast.keyword) and a.value in gone)) for a in values]
    if not any(keep):
        edits.replace(edits.range_of(call.func)[1], edits.range_of(call)[1], "()")
        return
    for index, argument in enumerate(values):
        if keep[index]:
            continue
        before = [i for i in range(index) if keep[i]]
        start, end = edits.range_of(argument)
        if before:
            edits.replace(edits.range_of(values[index - 1])[1], end)
        else:
            edits.replace(start, edits.range_of(values[index + 1])[0])


def remove_parameters(edits: Edits, code: ast.FunctionDef, gone: set[str]) -> None:
    """Takes parameters, never the first one, out of a definition."""
    parameters = [*code.args.posonlyargs, *code.args.args]
    defaults = dict(zip(reversed(parameters), reversed(code.args.defaults), strict=False))

    def end_of(parameter: ast.arg) -> int:
        return edits.range_of(defaults.get(parameter, parameter))[1]

    for index, parameter in enumerate(parameters):
        if index and parameter.arg in gone:
            edits.replace(end_of(parameters[index - 1]), end_of(parameter))


def _is_inside_string(statement: ast.stmt, line: int) -> bool:
    """Whether a line begins within a text of several lines."""
    return any(
        isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno < line <= (n.end_lineno or n.lineno)
        for n in walk(statement)
        if isinstance(n, ast.expr)
    )
