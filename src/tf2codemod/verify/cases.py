"""Golden cases: a TensorFlow 1 program, what it must become, and what it printed on TensorFlow 1.15."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tf2codemod.api import convert_paths
from tf2codemod.model import Level, Options
from tf2codemod.verify.compare import Printed, read_printed
from tf2codemod.verify.comparison import OldRuns, compare_programs
from tf2codemod.verify.outcome import DIFFERS, Quantity, without
from tf2codemod.verify.pairing import Executed, read_new, read_runs
from tf2codemod.verify.runner import Observation, Program, Run, run_programs
from tf2codemod.verify.show_text import departure_line
from tf2codemod.verify.sites import Record, line_map, read_record
from tf2codemod.verify.tolerances import Tolerances

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NEEDED = {"title", "covers", "level", "status"}
KEYS = NEEDED | {"rtol", "atol", "runs", "seconds", "arguments", "note", "ignore", "compat"}
STATUSES = ("pending", "reviewed")
LEVELS = ("native", "hybrid", "compat")

Found = dict[str, list[str]]


@dataclass(frozen=True)
class Reference:
    """What ``before.py`` printed and computed on real TensorFlow 1.x, and where."""

    lines: tuple[str, ...]
    versions: Mapping[str, str]
    seen: tuple[Mapping[str, Any], ...] = ()

    @property
    def printed(self) -> Printed:
        """What was printed, as words and numbers."""
        return read_printed("\n".join(self.lines))

    def to_json(self) -> str:
        """The file's text: the printed lines, then one observation a line."""
        head = json.dumps({"versions": dict(self.versions), "printed": list(self.lines)}, indent=1)
        seen = ",\n  ".join(json.dumps(rounded(entry)) for entry in self.seen)
        return f'{head[:-2]},\n "seen": [\n  {seen}\n ]\n}}\n'


def rounded(entry: Any) -> Any:
    """An observation with as many digits as its numbers have, and without its time."""
    if isinstance(entry, float):
        return float(f"{entry:.9g}")
    if isinstance(entry, dict):
        return {name: rounded(part) for name, part in entry.items() if name != "t"}
    return [rounded(part) for part in entry] if isinstance(entry, list) else entry


@dataclass(frozen=True)
class Case:
    """One golden case, as its folder describes it."""

    folder: Path
    title: str
    covers: tuple[str, ...]
    level: str
    status: str
    runs: bool
    seconds: float
    arguments: tuple[str, ...]
    rtol: float | None = None
    atol: float | None = None
    ignore: tuple[str, ...] = ()
    compat: bool = True

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

    @property
    def tolerances(self) -> Tolerances:
        """How far its numbers may be apart."""
        return Tolerances.given(self.rtol, self.atol)

    def program(self, path: Path, record: Record | None = None) -> Program:
        """The case's program at a path, observed, with its arguments and its time limit."""
        observation = Observation(path.parent, record.observed if record is not None else ())
        return Program(path, self.arguments, seconds=self.seconds, observation=observation)


def read_case(folder: Path) -> Case:
    """Reads ``case.toml`` of one folder and refuses keys and values it does not know."""
    data: dict[str, Any] = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    unknown = set(data) - KEYS
    if unknown:
        raise ValueError(f"{folder}: unknown keys {sorted(unknown)}")
    if data["level"] not in LEVELS or data["status"] not in STATUSES:
        raise ValueError(f"{folder}: level {data['level']!r} or status {data['status']!r} is not known")
    return Case(
        folder=folder,
        title=data["title"],
        covers=tuple(data["covers"]),
        level=data["level"],
        status=data["status"],
        runs=data.get("runs", True),
        seconds=data.get("seconds", 60.0),
        arguments=tuple(data.get("arguments", ())),
        rtol=data.get("rtol"),
        atol=data.get("atol"),
        ignore=tuple(data.get("ignore", ())),
        compat=data.get("compat", True),
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
    return Reference(tuple(data["printed"]), data["versions"], tuple(data.get("seen", ())))


def reference_run(case: Case) -> Run:
    """The recorded reference as the run that it was."""
    reference = read_reference(case)
    seen = tuple({"t": 0.0, **entry} for entry in reference.seen)
    return Run(case.program(case.before), 0, "\n".join(reference.lines), "", "", seen)


def record_of(case: Case, path: Path) -> Record:
    """The plan's record of a case, with the places of what took its runs' place in the text at ``path``."""
    renamed = {case.before.name: path.name}
    return read_record(case.before, [case.before], case.folder, path.parent, renamed)


def compared(case: Case, run: Run, record: Record, old: OldRuns | None = None) -> list[Quantity]:
    """What a run computed beside the case's reference, or beside the old program's own runs."""
    computed = executed_by(run, record, case.before, run.program.path)
    found = compare_programs(record, old or OldRuns(reference_run(case)), run, computed, case.tolerances)
    return without(found, case.ignore)


def first_differing(quantities: Sequence[Quantity]) -> list[Quantity]:
    """The quantities that differ, first what departed first."""
    return sorted((q for q in quantities if q.status == DIFFERS), key=lambda q: q.order)


def disagreements(case: Case, run: Run, record: Record, old: OldRuns | None = None) -> list[str]:
    """How a run departs from the case's reference, or from the old program's own runs, in words."""
    if run.problem:
        return [run.problem]
    return [departure_line(q) for q in first_differing(compared(case, run, record, old))]


def executed_by(run: Run, record: Record, before: Path, after: Path) -> Executed:
    """What a new side executed, by the sites of the plan: an eager program, or still a graph program."""
    if not any(entry["k"] == "run" for entry in run.seen):
        return read_new(run, record)
    lines = line_map(before.read_text(encoding="utf-8"), after.read_text(encoding="utf-8"))
    return read_runs(run, record, {after.name: before.name}, {before.name: lines})


def run_trials(python: str, trials: Sequence[tuple[Case, Path]]) -> list[tuple[Run, Record]]:
    """Runs texts for cases in forks of one child, each observed at the places of its record."""
    records = [record_of(case, path) for case, path in trials]
    programs = [case.program(path, record) for (case, path), record in zip(trials, records, strict=True)]
    return list(zip(run_programs(python, programs), records, strict=True))


Trials = Mapping[str, tuple[Run, Record]]


def run_cases(python: str, cases: Sequence[Case], paths: Mapping[str, Path] | None = None) -> Found:
    """Runs the ``after.py`` of each case, or the text at its path: case name to disagreements."""
    return judged(cases, ran(python, cases, paths))


def ran(python: str, cases: Sequence[Case], paths: Mapping[str, Path] | None = None) -> Trials:
    """Runs the ``after.py`` of each case, or the text at its path, by case name."""
    trials = [(case, (paths or {}).get(case.name, case.after)) for case in cases]
    return dict(zip([case.name for case in cases], run_trials(python, trials), strict=True))


def judged(cases: Sequence[Case], trials: Trials) -> Found:
    """How the runs of some cases depart from their references."""
    return {case.name: disagreements(case, *trials[case.name]) for case in cases}


def ran_on_compat(python: str, cases: Sequence[Case], folder: Path) -> Trials:
    """Runs each ``before.py`` on ``tf.compat.v1``, by case name; the texts that ran stay in the folder."""
    copies = {case.name: folder / case.name / "before.py" for case in cases}
    for copy in copies.values():
        copy.parent.mkdir(parents=True)
    for case in cases:
        shutil.copy(case.before, copies[case.name])
    convert_paths([folder], options=Options(level=Level.COMPAT), jobs=1)
    return ran(python, cases, copies)


def live_disagreements(case: Case, graph: Run, after: Run, record: Record) -> list[str]:
    """How the new program departs from the old one, both run on one TensorFlow."""
    texts = [path.read_text(encoding="utf-8") for path in (case.before, graph.program.path)]
    old = OldRuns(graph, (), None, {case.before.name: line_map(*texts)})
    return [f"graph mode: {graph.problem}"] if graph.problem else disagreements(case, after, record, old)
