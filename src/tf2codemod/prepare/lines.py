"""Follows the lines of texts that are changed several times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tf2codemod.model import Finding
from tf2codemod.prepare.edits import Edited


class Lines:
    """Where the lines of a text come from, through several changes of it."""

    def __init__(self, steps: tuple[Mapping[Path, Edited], ...] = ()) -> None:
        self.steps = steps

    def then(self, origins: Mapping[Path, Edited]) -> Lines:
        return Lines((*self.steps, origins))

    def told(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Findings of the last text, at the lines of the first one."""
        return tuple(replace(f, line=self.before(f.path, f.line)) for f in findings)

    def notes(self) -> tuple[Finding, ...]:
        """What the changes themselves tell, at the lines of the first text."""
        return tuple(
            Finding(path, Lines(self.steps[:index]).before(path, t.line), 1, t.code, t.message, t.remedy)
            for index, step in enumerate(self.steps)
            for path, edited in step.items()
            for t in edited.told
        )

    def before(self, path: Path, line: int) -> int:
        for step in reversed(self.steps):
            if path in step:
                line = step[path].before(line)
        return line
