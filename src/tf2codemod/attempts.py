"""What came of the attempts to make programs native, and which of them can stand together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.compat.either_mode import serves_both_modes
from tf2codemod.compat.module import Module
from tf2codemod.model import Finding, Level, Source
from tf2codemod.plan.model import FilePlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import Reading
from tf2codemod.prepare.lines import Lines

MOST_AS_ONE = 6  # programs


class Made(NamedTuple):
    """What the new texts of a program were made from, and where the lines of that come from."""

    reading: Reading
    plan: FilePlan
    texts: dict[Path, str]
    lines: Lines


class Attempt(NamedTuple):
    """What native form one program could be given: the new texts of its files, or why there is none.

    ``hindered_by`` is the file with the obstacle if other programs import it too.
    """

    reading: Reading
    texts: dict[Path, str]
    findings: tuple[Finding, ...]
    level: Level = Level.NATIVE
    obstacle: Obstacle | None = None
    made: Made | None = None
    hindered_by: Path | None = None

    @property
    def failed(self) -> bool:
        return not self.texts

    @property
    def files(self) -> frozenset[Path]:
        return frozenset(self.reading.trace.modules)

    @property
    def is_out_of_question(self) -> bool:
        """Whether reading the rest of the code cannot make the program native.

        Names that TensorFlow 2 lacks may be in that rest, where nothing was rewritten.
        """
        return self.failed and (self.obstacle is None or self.obstacle.code != "TF931")


def disagreeing(attempts: Sequence[Attempt]) -> list[list[int]]:
    """The programs of which each differs from another on the text of a file, in groups.

    One that cannot be native because of a file that it imports differs from those that can.
    """
    wanted: dict[int, Mapping[Path, str]] = {}
    for index, attempt in enumerate(attempts):
        if attempt.failed:
            wanted[index] = {attempt.hindered_by: ""} if attempt.hindered_by is not None else {}
        elif attempt.made is not None:
            wanted[index] = attempt.texts
    groups: list[list[int]] = []
    for index, mine in wanted.items():
        near = [
            group
            for group in groups
            if any(wanted[i].get(path, text) != text for i in group for path, text in mine.items())
        ]
        groups = [group for group in groups if group not in near] + [[*(i for g in near for i in g), index]]
    groups = [group for group in groups if any(not attempts[i].failed for i in group)]
    return [sorted(group) for group in groups if 1 < len(group) <= MOST_AS_ONE]


def settled(
    attempts: Sequence[Attempt], texts: dict[Path, str], binds: Callable[[Path], bool]
) -> list[Attempt]:
    """The attempts that can stand together: programs that share a file must agree on it."""
    found = list(attempts)
    shared = _Shared(texts, binds)
    changed = True
    while changed:
        changed = False
        lost = {p for a in found if a.failed for p in a.files}
        for index, attempt in enumerate(found):
            if attempt.failed:
                continue
            files = sorted(attempt.files)
            contested = next((p for p in files if shared.is_contested(p, attempt, found, lost)), None)
            if contested is not None:
                found[index] = Attempt(attempt.reading, {}, (of_another(contested),))
                changed = True
    return found


def of_another(path: Path) -> Finding:
    message = "another program that uses this file cannot be made native"
    return Finding(path, 1, 1, "TF925", message, "see the findings of the other program")


class _Shared:
    """The files of several programs, and which of them the programs may have each in its form."""

    def __init__(self, texts: dict[Path, str], binds: Callable[[Path], bool]) -> None:
        self.texts = texts
        self.binds = binds
        self.modules: dict[Path, Module] = {}

    def is_contested(
        self, path: Path, attempt: Attempt, attempts: Sequence[Attempt], lost: set[Path]
    ) -> bool:
        """Whether the native text of a file does not fit another program that uses the file."""
        if any(not a.failed and path in a.texts and a.texts[path] != attempt.texts[path] for a in attempts):
            return True
        if path not in lost or "tensorflow" not in self.texts[path]:
            return False
        if self.binds(path):
            return True
        users = {p for a in attempts if a.failed and path in a.files for p in a.files if p != path}
        others = map(self._module, sorted(users))
        return not serves_both_modes(self.texts[path], attempt.texts[path], others)

    def _module(self, path: Path) -> Module:
        if path not in self.modules:
            self.modules[path] = Module(Source(path, self.texts[path]))
        return self.modules[path]
