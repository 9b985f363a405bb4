"""Blank lines and comments in front of statements that move."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst


def is_blank(line: cst.EmptyLine) -> bool:
    return line.comment is None


def spaced(leading: Sequence[cst.EmptyLine], count: int) -> list[cst.EmptyLine]:
    """The lines in front of a statement, with exactly so many blank lines at their beginning."""
    rest = list(leading)
    while rest and is_blank(rest[0]):
        rest.pop(0)
    return [*[cst.EmptyLine(indent=False)] * count, *rest]


def tightened(statement: cst.CSTNode, first: bool) -> cst.CSTNode:
    """A statement inside of a new function: at most one blank line before it, none before the first."""
    leading: Sequence[cst.EmptyLine] = getattr(statement, "leading_lines", ())
    kept: list[cst.EmptyLine] = []
    for line in leading:
        if is_blank(line):
            if (kept and is_blank(kept[-1])) or (first and not kept):
                continue
            kept.append(cst.EmptyLine(indent=False))
        else:
            kept.append(line)
    return statement.with_changes(leading_lines=kept)


def leading_lines(statement: cst.CSTNode) -> list[cst.EmptyLine]:
    """The blank lines and comments in front of a statement."""
    return list(getattr(statement, "leading_lines", ()))
