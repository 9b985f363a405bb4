"""Edits of source text by position, which leave every other character alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Edit:
    """The characters from ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: str


class Positions:
    """Turns the line and byte column of ``ast`` into character offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        """The character offset of a line (from 1) and a UTF-8 byte column (from 0)."""
        content = self._lines[line - 1]
        if not content.isascii():
            column = len(content.encode()[:column].decode(errors="ignore"))
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword) -> tuple[int, int]:
        """Where a node starts and ends."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno, node.end_col_offset),
        )

    def source(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword) -> str:
        """The text of a node as it was written."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_start(self, line: int) -> int:
        """The offset at which a line (from 1) starts."""
        return min(self._starts[line - 1], len(self.text))

    def column(self, node: ast.expr | ast.stmt | ast.alias) -> int:
        """The column of a node in characters, from 1."""
        return self.offset(node.lineno, node.col_offset) - self._starts[node.lineno - 1] + 1

    def indent(self, line: int) -> str:
        """The white space that a line starts with."""
        content = self._lines[line - 1]
        return content[: len(content) - len(content.lstrip())]

    def alone(self, node: ast.stmt) -> bool:
        """Whether a statement shares its lines with no other code."""
        start, end = self.span(node)
        assert node.end_lineno is not None
        before = self.text[self._starts[node.lineno - 1] : start]
        after = self.text[end : self._starts[node.end_lineno] - 1].strip()
        return not before.strip() and (not after or after.startswith("#"))

    def lines(self, node: ast.stmt) -> tuple[int, int]:
        """The whole lines of a statement, with the line break at the end."""
        assert node.end_lineno is not None
        return self._starts[node.lineno - 1], self.line_start(node.end_lineno + 1)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits; equal edits count once and overlapping ones are refused."""
    done: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda e: (e.start, e.end)):
        if edit.start < at:
            raise ValueError(f"edits overlap at offset {edit.start}")
        done += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*done, text[at:]])
