"""Golden cases: a TensorFlow 1 program, what it must become, and what it printed on TensorFlow 1.15."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tf2codemod.verify.compare import Printed, Tolerance, differences, read_printed
from tf2codemod.verify.runner import Program, Run, run_programs

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEYS = {"title", "covers", "level", "status", "rtol", "atol", "runs", "seconds", "arguments", "note"}
STATUSES = ("pending", "reviewed")
LEVELS = ("native", "hybrid", "compat")


@dataclass(frozen=True)
class Reference:
    """What ``before.py`` printed on real TensorFlow 1.x, and where."""

    printed: Printed
    lines: tuple[str, ...]
    versions: Mapping[str, str]

    def to_json(self) -> str:
        """The file's text; the numbers stand in it once, inside the printed lines."""
        return json.dumps({"versions": dict(self.versions), "printed": list(self.lines)}, indent=1) + "\n"


@dataclass(frozen=True)
class Case:
    """One golden case, as its folder describes it."""

    folder: Path
    title: str
    covers: tuple[str, ...]
    level: str
    status: str
    runs: bool
    tolerance: Tolerance
    seconds: float
    arguments: tuple[str, ...]

    @property
    def name(self) -> str:
        """The subject and the case, as in ``fetches/structures``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def before(self) -> Path:
        """The TensorFlow 1 program."""
        return self.folder / "before.py"

    @property
    def after(self) -> Path:
        """The program that the tool writes."""
        return self.folder / "after.py"

    @property
    def pending(self) -> bool:
        """Whether ``after.py`` has still to be written and reviewed."""
        return self.status == "pending"

    def program(self, path: Path) -> Program:
        """The case's program at a path, with its arguments and its time limit."""
        return Program(path, self.arguments, seconds=self.seconds)


def read_case(folder: Path) -> Case:
    """Reads ``case.toml`` of one folder and refuses keys and values it does not know."""
    data: dict[str, Any] = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    unknown = set(data) - KEYS
    if unknown:
        raise ValueError(f"{folder}: unknown keys {sorted(unknown)}")
    if data["level"] not in LEVELS or data["status"] not in STATUSES:
        raise ValueError(f"{folder}: level {data['level']!r} or status {data['status']!r} is not known")
    default = Tolerance()
    return Case(
        folder=folder,
        title=data["title"],
        covers=tuple(data["covers"]),
        level=data["level"],
        status=data["status"],
        runs=data.get("runs", True),
        tolerance=Tolerance(data.get("rtol", default.rtol), data.get("atol", default.atol)),
        seconds=data.get("seconds", 60.0),
        arguments=tuple(data.get("arguments", ())),
    )


def find_cases(root: Path, names: Sequence[str] = ()) -> Iterator[Case]:
    """The cases under a golden folder in order of name, all or those that start with one of the names."""
    for file in sorted(root.glob("*/*/case.toml")):
        case = read_case(file.parent)
        if not names or case.name.startswith(tuple(names)):
            yield case


def read_reference(case: Case) -> Reference:
    """Reads the recorded reference of a case."""
    data = json.loads((case.folder / "reference.json").read_text(encoding="utf-8"))
    lines = tuple(data["printed"])
    return Reference(read_printed("\n".join(lines)), lines, data["versions"])


def disagreements(case: Case, run: Run) -> list[str]:
    """How a run departs from the case's reference, in words for a person."""
    if run.code:
        last = run.err.strip().splitlines()[-1:] or ["no message"]
        return [f"exit status {run.code}: {last[0]}"]
    return differences(read_reference(case).printed, read_printed(run.out), case.tolerance)


def run_cases(python: str, cases: Sequence[Case]) -> dict[str, list[str]]:
    """Runs the ``after.py`` of each case in forks of one child: case name to disagreements."""
    runs = run_programs(python, [case.program(case.after) for case in cases])
    return {case.name: disagreements(case, run) for case, run in zip(cases, runs, strict=True)}
