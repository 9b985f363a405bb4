"""Reads the code cells of a notebook as one program, and writes them back into its JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

from tf2codemod.model import Finding
from tf2codemod.sources.syntax import parse

# A statement, for a comment would go where the statement below it goes.
_MARK = "pass  # %% tf2codemod cell "
_MAGIC = re.compile(r"^(\s*)((?:[%!?]|[\w.]+\?{1,2}\s*$).*)$")
_SHIELD = "pass  # tf2codemod magic: "
_INDENT = re.compile(r"(?:[ \t]*\n)*([ \t]*)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_COLON = re.compile(r"\s*:\s*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


# Cell magics below which Python stands, and line magics that run the Python after them.
_PYTHON_BELOW = ("%%capture", "%%prun", "%%time", "%%timeit")
_PYTHON_AFTER = re.compile(r"%(?:debug|lprun|memit|mprun|prun|run|time|timeit)\s+\S")


class NotebookFailure(ValueError):
    """The bytes are not a Jupyter notebook with Python cells."""


class Cell(NamedTuple):
    """A code cell: its source, and where the JSON value of that source stands in the file."""

    text: str
    start: int
    end: int
    is_list: bool


class Notebook(NamedTuple):
    """The code cells of a notebook as one text, each after a mark that leads back to it."""

    text: str
    data: bytes
    cells: tuple[Cell, ...]

    @property
    def content(self) -> str:
        """The JSON, decoded when it is asked for: pictures make it large."""
        return self.data.decode()

    def encode(self, text: str) -> bytes:
        """Return the notebook with the cells of ``text``; the rest of the JSON is not touched."""
        if text == self.text or not self.cells:
            return self.data
        sources = _split(text, self.cells)
        content = whole = self.content
        for cell, source in reversed(list(zip(self.cells, sources, strict=True))):
            if source != _dedented(cell.text):
                value = _value(cell, source, whole)
                content = content[: cell.start] + value + content[cell.end :]
        return content.encode()

    def place(self, finding: Finding) -> Finding:
        """Return the finding with its line counted in its cell, which the message names."""
        before = self.text.split("\n")[: finding.line]
        marks = [0, *(number for number, content in enumerate(before, 1) if content.startswith(_MARK))]
        message = f"(code cell {len(marks)}) {finding.message}"
        return replace(finding, line=max(finding.line - marks[-1], 1), message=message)


def _value(cell: Cell, source: str, content: str) -> str:
    """The source of a cell as the JSON of the notebook spells it."""
    old = content[cell.start : cell.end]
    ascii_only = old.isascii() and not source.isascii() and "\\u" in content
    if not cell.is_list:
        return json.dumps(source, ensure_ascii=ascii_only)
    lines = [json.dumps(line, ensure_ascii=ascii_only) for line in _LINE.findall(source)]
    gap = re.match(r"\[(\s*)", old)
    inner = gap.group(1) if gap else ""
    tail = old[:-1][len(old[:-1].rstrip()) :] if inner else ""
    return "[" + inner + ("," + (inner or " ")).join(lines) + tail + "]"


def read_notebook(data: bytes) -> Notebook:
    """Read the code cells; a magic line is shielded, a cell in another language left out."""
    try:
        content = data.decode()
        notebook = json.loads(content)
    except ValueError as error:
        raise NotebookFailure(f"not a notebook: {error}") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotebookFailure("not a notebook of format 4: it has no list of cells")
    language = notebook.get("metadata", {}).get("kernelspec", {}).get("language", "python")
    cells = _code_cells(content, notebook) if language == "python" else ()
    parts = []
    for number, cell in enumerate(cells):
        parts.append(f"{_MARK}{number}\n" if number else "")
        body = _shield(_dedented(cell.text))
        parts.append(body if not body or body.endswith("\n") else body + "\n")
    return Notebook("".join(parts), data, cells)


def _dedented(source: str) -> str:
    """Return the cell as IPython runs it, which takes away the indentation of the first line."""
    indent = _INDENT.match(source)
    if indent is None or not indent.group(1):
        return source
    return re.sub(rf"^{indent.group(1)}", "", source, flags=re.MULTILINE)


def _shield(source: str) -> str:
    try:
        parse(source)
    except (SyntaxError, RecursionError, MemoryError):
        pass
    else:
        # A line may start with a percent sign that divides.
        return source
    return "\n".join(
        _MAGIC.sub(lambda match: f"{match.group(1)}{_SHIELD}{match.group(2)}", line)
        for line in source.split("\n")
    )


def hidden_line(text: str) -> int:
    """Return the line of a magic that runs Python of its own in the text of a notebook, or 0."""
    for number, line in enumerate(text.split("\n"), 1):
        if _SHIELD in line and _PYTHON_AFTER.match(line.partition(_SHIELD)[2]):
            return number
    return 0


def keeps_cells(before: str, after: str) -> bool:
    """Whether every cell and every magic line of a notebook is where it was."""
    found = [
        [line.strip() for line in text.split("\n") if line.startswith(_MARK) or _SHIELD in line]
        for text in (before, after)
    ]
    return found[0] == found[1]


def _split(text: str, cells: Sequence[Cell]) -> list[str]:
    pieces = re.split(rf"^{re.escape(_MARK)}(\d+)\n", text, flags=re.MULTILINE)
    if [int(number) for number in pieces[1::2]] != list(range(1, len(cells))):
        raise NotebookFailure("the cells of the notebook could not be told apart after the conversion")
    return [_unshield(piece, cell) for piece, cell in zip(pieces[::2], cells, strict=True)]


def _unshield(piece: str, cell: Cell) -> str:
    source = piece.replace(_SHIELD, "")
    before = _dedented(cell.text)
    if source.removesuffix("\n") == before.removesuffix("\n"):
        return before
    # A function that was put where a cell begins or ends has blank lines around it.
    return source.strip("\n") + ("\n" if before.endswith("\n") and source.strip() else "")


def _code_cells(content: str, notebook: Mapping[str, object]) -> tuple[Cell, ...]:
    """Find the spans of the sources: JSON keeps the order of keys, so they are met in reading order."""
    places = _source_spans(content)
    raw = cast("list[dict[str, object]]", notebook["cells"])
    if len(places) != len(raw):
        raise NotebookFailure("not a notebook of format 4: a cell has no source, or several")
    cells = []
    for cell, (start, end) in zip(raw, places, strict=True):
        source = cell.get("source")
        is_list = isinstance(source, list)
        text = "".join(cast("list[str]", source)) if isinstance(source, list) else str(source)
        other = text.lstrip().startswith("%%") and text.split(None, 1)[0] not in _PYTHON_BELOW
        if cell.get("cell_type") == "code" and not other:
            cells.append(Cell(text, start, end, is_list))
    return tuple(cells)


def _source_spans(content: str) -> list[tuple[int, int]]:
    """Return where the value of each ``source`` key of each element of ``cells`` stands."""
    decoder = json.JSONDecoder()
    spans: list[tuple[int, int]] = []
    path: list[str | None] = []
    key: str | None = None
    position = 0
    while position < len(content):
        character = content[position]
        if character == '"':
            match = _STRING.match(content, position)
            if match is None:
                break
            position = match.end()
            following = _COLON.match(content, position)
            if following is not None:
                key = json.loads(match.group())
                position = following.end()
                if path == [None, "cells", None]:
                    _, end = decoder.raw_decode(content, position)
                    if key == "source":
                        spans.append((position, end))
                    position = end
            continue
        if character in "{[":
            path.append(key)
            key = None
        elif character in "}]" and path:
            path.pop()
            key = None
        position += 1
    return spans
