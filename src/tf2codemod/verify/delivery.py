"""Chooses the best level of a conversion at which the numbers agree with those of the old program."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tf2codemod.api import convert_paths
from tf2codemod.model import Level, Options
from tf2codemod.verify.outcome import Outcome
from tf2codemod.verify.project import BadRequest, copy
from tf2codemod.verify.verification import Request, verify


@dataclass(frozen=True)
class Trial:
    """One level that was tried, and what its verification found."""

    level: Level
    outcome: Outcome

    @property
    def line(self) -> str:
        """What happened, for a person."""
        return f"{self.level}: {self.outcome.headline}"


@dataclass(frozen=True)
class Delivery:
    """The level to deliver, None where none could be shown to agree, and the trials that led to it."""

    level: Level | None
    trials: tuple[Trial, ...]

    @property
    def exit_code(self) -> int:
        """0 where the first level tried agrees, 2 where nothing could be compared, else 1."""
        if self.level is not None and len(self.trials) <= 1:
            return 0
        failed = any(t.outcome.old.problem for t in self.trials)
        return 2 if failed else 1


def choose_level(
    path: Path,
    *,
    options: Options,
    exclude: Sequence[str] = (),
    entry: str | None = None,
    arguments: tuple[str, ...] = (),
) -> Delivery:
    """Converts copies of a program and verifies them, from the best level allowed downwards."""
    if path.is_dir() and entry is None:
        raise BadRequest(f"{path} is a folder: name the program to run in it with --entry")
    trials: list[Trial] = []
    levels = [options.level] if options.level is Level.COMPAT else [options.level, Level.COMPAT]
    for level in levels:
        with tempfile.TemporaryDirectory(prefix="tf2codemod-apply-", ignore_cleanup_errors=True) as name:
            root = path if path.is_dir() else path.parent
            converted = Path(name).resolve() / "new"
            if path.is_dir():
                copy(root, converted)
                target = converted
            else:
                converted.mkdir()
                shutil.copy(path, converted / path.name)
                target = converted / path.name
            conversion = convert_paths(
                [target], options=replace(options, level=level), exclude=exclude, jobs=1
            )
            if not conversion.changes:
                return Delivery(level, tuple(trials))
            reached = min((p.level for p in conversion.programs if p.changed), default=level)
            if trials and reached == trials[-1].level:
                break
            request = Request(path, target, entry=entry, arguments=arguments, beside=root)
            trials.append(Trial(reached, verify(request)))
        if trials[-1].outcome.verdict == "equal":
            return Delivery(level, tuple(trials))
        if trials[-1].outcome.old.problem:
            break
    return Delivery(None, tuple(trials))
