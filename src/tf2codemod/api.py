"""The Python interface: what the command line does, without printing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tf2codemod.batch import convert_group, convert_groups
from tf2codemod.model import Finding, Level, Options, ProgramResult, Rewritten, Source
from tf2codemod.plan.replaced import ReplacedRun
from tf2codemod.sources.ignores import ignored_codes, is_ignored
from tf2codemod.sources.load import Loaded, Opened, by_path, load, open_bytes
from tf2codemod.sources.notebook import Notebook, NotebookFailure
from tf2codemod.sources.syntax import check_syntax

# What went wrong in a file is told whatever the user selects.
FAILURES = "TF98"


@dataclass(frozen=True)
class FileResult:
    """One file before and after."""

    path: Path
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Program:
    """One program: its files, the level at which it came out, and what failed if it did."""

    files: tuple[FileResult, ...]
    level: Level
    error: str = ""

    @property
    def changed(self) -> bool:
        return any(file.changed for file in self.files)


@dataclass(frozen=True)
class Conversion:
    """The outcome of a conversion; ``findings`` are sorted by place."""

    programs: tuple[Program, ...] = ()
    findings: tuple[Finding, ...] = ()
    files_seen: int = 0
    lines: int = 0

    @property
    def changes(self) -> tuple[FileResult, ...]:
        """Return the files whose bytes differ, sorted by path."""
        changed = (file for program in self.programs for file in program.files if file.changed)
        return tuple(sorted(changed, key=lambda file: file.path))

    @property
    def failures(self) -> tuple[Finding, ...]:
        """Return the findings that say that a file could not be handled."""
        return tuple(finding for finding in self.findings if finding.code.startswith(FAILURES))


class ConversionError(ValueError):
    """A source that cannot be converted, with the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.path}:{finding.line}:{finding.column}: {finding.code} {finding.message}")
        self.finding = finding


def convert_source(
    data: bytes,
    *,
    path: Path | str = "source.py",
    options: Options | None = None,
) -> Conversion:
    """Convert the bytes of one file that is a program of its own; nothing is read or written."""
    opened = open_bytes(Path(path), data)
    if isinstance(opened, Finding):
        raise ConversionError(opened)
    results = convert_group((opened.source,), options or Options())
    conversion = _assemble(((opened,),), [results], options or Options())
    for finding in conversion.failures:
        raise ConversionError(finding)
    return conversion


def convert_paths(
    paths: Sequence[Path | str],
    *,
    options: Options | None = None,
    exclude: Sequence[str] = (),
    jobs: int | None = None,
    write: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Conversion:
    """Convert the files below the paths, and write those that changed unless told otherwise."""
    options = options or Options()
    loaded = load([Path(path) for path in paths], exclude)
    groups = [tuple(file.source for file in group) for group in loaded.groups]
    results: list[tuple[ProgramResult, ...]] = [()] * len(groups)
    for done, (number, programs) in enumerate(convert_groups(groups, options, jobs), 1):
        results[number] = programs
        if progress is not None:
            progress(done, len(groups))
    conversion = _with_failures(_assemble(loaded.groups, results, options), loaded)
    return _write(conversion) if write else conversion


class PlanReport(Protocol):
    """What the engine read from one group of files, for people and for programs."""

    def to_text(self) -> str: ...

    def to_json_data(self) -> object: ...


@dataclass(frozen=True)
class Planned:
    """The plans of all groups, and the files that could not be read."""

    reports: tuple[PlanReport, ...]
    failures: tuple[Finding, ...] = ()


def plan_paths(paths: Sequence[Path | str], *, exclude: Sequence[str] = ()) -> Planned:
    """Read the programs below the paths and return how they would be converted."""
    from tf2codemod import engine

    loaded = load([Path(path) for path in paths], exclude)
    planner: Any = engine
    reports = tuple(planner.plan_report(tuple(file.source for file in group)) for group in loaded.groups)
    return Planned(reports, loaded.failures)


def replaced_runs(paths: Sequence[Path | str]) -> tuple[ReplacedRun, ...]:
    """Read the programs below the paths and return what takes the place of their runs."""
    from tf2codemod import engine

    loaded = load([Path(path) for path in paths], ())
    groups = (tuple(file.source for file in group) for group in loaded.groups)
    return tuple(run for group in groups for run in engine.replaced_runs(group))


def _assemble(
    groups: Sequence[Sequence[Opened]], results: Sequence[Sequence[ProgramResult]], options: Options
) -> Conversion:
    opened = by_path(groups)
    programs: list[Program] = []
    findings: list[Finding] = []
    for result in (program for group in results for program in group):
        program, failure = _finish(result, opened)
        programs.append(program)
        findings += [*failure, *result.findings]
        findings += [finding for file in result.files for finding in file.findings]
    kept = sorted(
        {
            _in_cell(finding, opened)
            for finding in findings
            if _is_wanted(finding, options) and not _is_left(finding, opened)
        }
    )
    return Conversion(tuple(programs), tuple(kept))


def _finish(result: ProgramResult, opened: dict[Path, Opened]) -> tuple[Program, tuple[Finding, ...]]:
    """Turn the texts of a program into bytes; if one of them cannot be, the program stays as it was."""
    before = tuple(FileResult(file.source.path, opened[file.source.path].data, b"") for file in result.files)
    unchanged = tuple(FileResult(file.path, file.before, file.before) for file in before)
    if result.error:
        told = any(finding.code.startswith(FAILURES) for finding in result.findings)
        failure = Finding(unchanged[0].path, 1, 1, "TF985", result.error) if unchanged and not told else None
        return Program(unchanged, result.level, result.error), (failure,) if failure else ()
    after: list[FileResult] = []
    for file in result.files:
        encoded = _encode(file, opened[file.source.path])
        if isinstance(encoded, Finding):
            return Program(unchanged, Level.COMPAT, encoded.message), (encoded,)
        after.append(encoded)
    return Program(tuple(after), result.level), ()


def _encode(file: Rewritten, opened: Opened) -> FileResult | Finding:
    path = file.source.path
    if not file.changed:
        return FileResult(path, opened.data, opened.data)
    problem = check_syntax(path, file.text)
    if problem is not None:
        message = f"internal error: the new code does not parse (its line {problem.line}: {problem.message})"
        return Finding(path, 1, 1, "TF985", message, "Please report it with the file.")
    try:
        return FileResult(path, opened.data, opened.encode(file.text))
    except (UnicodeEncodeError, NotebookFailure) as error:
        return Finding(
            path, 1, 1, "TF987", f"the new text cannot be saved: {error}", "Save the file as UTF-8."
        )


def _with_failures(conversion: Conversion, loaded: Loaded) -> Conversion:
    held = tuple(
        Finding(
            path,
            1,
            1,
            "TF988",
            "left as it is: a file of the same program failed",
            "Correct that file first.",
        )
        for path in loaded.held_back
    )
    findings = tuple(sorted({*conversion.findings, *loaded.failures, *held}))
    return Conversion(conversion.programs, findings, loaded.files_seen, loaded.lines)


def _write(conversion: Conversion) -> Conversion:
    # Imported late: a dry run writes nothing.
    from tf2codemod.sources.write import Replacement, WriteFailure, write_program

    programs: list[Program] = []
    failures: list[Finding] = []
    for program in conversion.programs:
        changes = [Replacement(file.path, file.before, file.after) for file in program.files if file.changed]
        try:
            if changes:
                write_program(changes)
            programs.append(program)
        except WriteFailure as failure:
            reason = f"cannot be written: {failure.reason}"
            failures.append(
                Finding(failure.path, 1, 1, "TF987", reason, "Nothing of its program was changed.")
            )
            unchanged = tuple(FileResult(file.path, file.before, file.before) for file in program.files)
            programs.append(Program(unchanged, program.level, reason))
    findings = tuple(sorted({*conversion.findings, *failures}))
    return Conversion(tuple(programs), findings, conversion.files_seen, conversion.lines)


def _is_wanted(finding: Finding, options: Options) -> bool:
    if finding.code.startswith(FAILURES):
        return True
    return finding.code not in options.ignore and (not options.select or finding.code in options.select)


def _is_left(finding: Finding, opened: dict[Path, Opened]) -> bool:
    file = opened.get(finding.path)
    if file is None or finding.code.startswith(FAILURES):
        return False
    return is_ignored(ignored_codes(file.source.text), finding.line, finding.code)


def _in_cell(finding: Finding, opened: dict[Path, Opened]) -> Finding:
    file = opened.get(finding.path)
    return file.form.place(finding) if file is not None and isinstance(file.form, Notebook) else finding


__all__ = [
    "Conversion",
    "ConversionError",
    "FileResult",
    "Level",
    "Options",
    "PlanReport",
    "Planned",
    "Program",
    "Source",
    "convert_paths",
    "convert_source",
    "plan_paths",
    "replaced_runs",
]
