"""The frozen data that the stages hand to each other."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path


class Level(enum.IntEnum):
    """How far a program came, best last."""

    COMPAT = 0
    HYBRID = 1
    NATIVE = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Source:
    """One Python file as the engine reads it: text with ``\\n`` newlines, no byte order mark."""

    path: Path
    text: str


@dataclass(frozen=True, order=True)
class Finding:
    """A coded remark about one place of one file; line and column count from 1."""

    path: Path
    line: int
    column: int
    code: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Options:
    """What the user allows: the best level, and the transform codes that may act."""

    level: Level = Level.NATIVE
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rewritten:
    """The outcome for one file: its new text (the old one if nothing changed) and what was found."""

    source: Source
    text: str
    findings: tuple[Finding, ...] = ()

    @property
    def changed(self) -> bool:
        return self.text != self.source.text


@dataclass(frozen=True)
class ProgramResult:
    """One program: the files that share graph objects, and the level at which they were delivered."""

    files: tuple[Rewritten, ...]
    level: Level
    error: str = ""
    findings: tuple[Finding, ...] = field(default=())
