"""From sources to rewritten programs: the stages in order, without any reading or writing of files."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tf2codemod.aging import as_written, modernised
from tf2codemod.attempts import Attempt, Made, disagreeing, of_another, settled
from tf2codemod.compat import convert as convert_to_compat
from tf2codemod.compat import presence
from tf2codemod.compat.either_mode import may_serve_both_modes
from tf2codemod.index.evidence import (
    module_speaks_tensorflow_1,
    names_used,
    runs_as_it_is,
    speaks_tensorflow_1,
)
from tf2codemod.index.preamble import Preamble, plain_imports
from tf2codemod.index.project import Project, parse_project
from tf2codemod.interpret.interpreter import read_programs
from tf2codemod.interpret.trace import Trace
from tf2codemod.model import Finding, Level, Options, ProgramResult, Rewritten, Source
from tf2codemod.plan.joint import imported_file_of, joint
from tf2codemod.plan.model import ProgramPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import Reading, call_hints, plan_program
from tf2codemod.plan.replaced import ReplacedRun
from tf2codemod.plan.selection import switched_off
from tf2codemod.plan.unreached import unreached_around
from tf2codemod.prepare.lines import Lines
from tf2codemod.sources.ignores import ignored_codes
from tf2codemod.sources.notebook import hidden_line, keeps_cells
from tf2codemod.ties import Ties
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.report import PlanReport

# Characters; a file of this size holds data rather than code, and takes a gigabyte to be rewritten.
LARGEST = 1_000_000
MOST_STEPS_OF_ROUNDS = 4_000
# A program that is read in fewer steps is prepared in more rounds.
SMALL, MOST_STEPS_OF_SMALL = 2_500, 16_000
CHEAP_TO_READ = 1_500  # steps, which take less time than planning what was read


class Last(NamedTuple):
    """The obstacle that was left of a program in other words: its file if others import it too."""

    file: Path | None
    is_the_first: bool


# What was left in the end, by the places of what stood in the way first.
Stuck = dict[ast.AST, Last]


def convert(sources: Sequence[Source], options: Options) -> tuple[ProgramResult, ...]:
    """Rewrites the programs that the sources form, each as a whole, at the best level allowed."""
    aged = {s.path: modernised(s.path, s.text, sources) for s in sources}
    if not any(a.findings or a.text != s.text for s, a in zip(sources, aged.values(), strict=True)):
        return _converted(sources, options)
    results = _converted([replace(s, text=aged[s.path].text) for s in sources], options)
    if all(f.text == f.source.text for result in results for f in result.files):
        return _converted(sources, options)
    return tuple(as_written(result, {s.path: s for s in sources}, aged) for result in results)


def _converted(sources: Sequence[Source], options: Options) -> tuple[ProgramResult, ...]:
    project = parse_project(sources)
    plain = {s.path: plain_imports(s.text) for s in sources}
    attempts = _tried(sources, project, plain, options)
    if attempts is None:
        texts = {s.path: s.text for s in sources}
        told = _absent(texts, texts)
        return (ProgramResult(tuple(Rewritten(s, s.text) for s in sources), Level.NATIVE, findings=told),)
    for attempt in attempts:
        attempt.reading.trace.let_go()
    return _delivered(sources, project, attempts)


def replaced_runs(sources: Sequence[Source]) -> tuple[ReplacedRun, ...]:
    """Which expressions of the new texts take the place of which run, in programs that become native."""
    from tf2codemod.rewrite.records import places

    aged = {s.path: modernised(s.path, s.text, sources) for s in sources}
    sources = [replace(s, text=aged[s.path].text) for s in sources]
    plain = {s.path: plain_imports(s.text) for s in sources}
    found: dict[tuple[Path, int, int, int, int], ReplacedRun] = {}
    for attempt in _tried(sources, parse_project(sources), plain, Options()) or ():
        made = attempt.made
        if made is None or attempt.failed:
            continue
        hints = call_hints(made.plan, made.reading.trace)
        for path, text in attempt.texts.items():
            tree = made.reading.modules[path].tree
            for call, new in places(Source(path, made.texts[path]), text, tree, made.plan, hints).items():
                ends = [made.lines.before(path, n) for n in (call.lineno, call.end_lineno or call.lineno)]
                line, end = (aged[path].before(plain[path].before(n)) for n in ends)
                found[path, line, end, call.lineno, call.col_offset] = ReplacedRun(path, line, end, new)
    return tuple(found[key] for key in sorted(found))


def _tried(
    sources: Sequence[Source], project: Project, plain: Mapping[Path, Preamble], options: Options
) -> list[Attempt] | None:
    """The native forms of the programs that the sources form; ``None`` if none is of TensorFlow 1."""
    as_one = project
    if any(plain[s.path].text != s.text for s in sources):
        as_one = parse_project([Source(path, preamble.text) for path, preamble in plain.items()])
    written = {s.path: s.text for s in sources}
    used = functools.cache(lambda path: names_used(project.modules[path].tree))
    speaks = functools.cache(lambda path: module_speaks_tensorflow_1(as_one.modules[path].tree))

    def needs_conversion(trace: Trace) -> bool:
        """Whether a program, read with plain imports, is one of TensorFlow 1 as it was written."""
        symbols = frozenset(s for found in trace.symbols.values() for s in found)
        # A program that was not read to its end may use more than what was seen of it.
        old = any(map(speaks_tensorflow_1, symbols)) or (trace.exhausted and any(map(speaks, trace.modules)))
        if not old or not any("compat" in written[path] for path in trace.modules):
            return old
        return not runs_as_it_is((name for path in trace.modules for name in used(path)), symbols)

    @functools.cache
    def binds(path: Path) -> bool:
        """Whether a file cannot be native for some programs and stay as it is for others."""
        return "tensorflow" in plain[path].text and not may_serve_both_modes(plain[path].text)

    def given_up(trace: Trace) -> frozenset[Path]:
        """The files that a program which is too large to be read keeps from becoming native."""
        ties = frozenset(filter(binds, trace.modules)) if needs_conversion(trace) else frozenset()
        trace.let_go()
        return ties

    first = read(as_one, given_up)

    def whole(reading: Reading) -> Reading:
        return _read_whole(reading, as_one)

    ties = Ties([r.trace.modules for r in first], binds)
    for reading in first:
        if reading.trace.exhausted and needs_conversion(reading.trace):
            ties.lose(reading.trace.modules)
    speaking = _files_with(first, as_one)

    def may_be_old(reading: Reading) -> bool:
        """Whether code that was not read in this program may be of TensorFlow 1, and it matters."""
        trace = reading.trace
        unread = trace.partial and bool(speaking.intersection(trace.modules))
        return unread and not needs_conversion(trace) and not ties.lost(trace.modules)

    readings = [whole(r) if may_be_old(r) else r for r in first]
    old = [r for r in readings if needs_conversion(r.trace)]
    if not old:
        return None
    if options.level > Level.COMPAT:
        return _attempts(sources, as_one, plain, readings, old, whole, options, ties)
    return [Attempt(r, {}, ()) for r in readings]


def _files_with(readings: Sequence[Reading], project: Project) -> frozenset[Path]:
    """The files in which some program was seen to use names of TensorFlow 1."""
    seen = {n for r in readings for n, s in r.trace.symbols.items() if any(map(speaks_tensorflow_1, s))}
    trees = {path: module.tree for path, module in project.modules.items()}
    return frozenset(path for path, tree in trees.items() if any(n in seen for n in walk(tree)))


def _delivered(
    sources: Sequence[Source], project: Project, attempts: Sequence[Attempt]
) -> tuple[ProgramResult, ...]:
    native: dict[Path, str] = {}
    for attempt in attempts:
        native.update(attempt.texts)
    results = []
    hybrid = {p for a in attempts if a.level is Level.HYBRID for p in a.texts}
    for level in (Level.NATIVE, Level.HYBRID):
        kept = [s for s in sources if s.path in native and (s.path in hybrid) is (level is Level.HYBRID)]
        if kept:
            whole = [a for a in attempts if not a.failed]
            made = [a for a in whole if bool(hybrid & set(a.texts)) is (level is Level.HYBRID)]
            findings = tuple(f for a in made for f in a.findings)
            results.append(
                ProgramResult(tuple(Rewritten(s, native[s.path]) for s in kept), level, findings=findings)
            )
    rest = [s for s in sources if s.path not in native]
    if rest:
        entries = frozenset(project.entries()) & {s.path for s in rest}
        findings = tuple(f for a in attempts if a.failed for f in a.findings)
        results.append(ProgramResult(convert_to_compat(rest, entries), Level.COMPAT, findings=findings))
    return tuple(results)


def read(
    project: Project, given_up: Callable[[Trace], frozenset[Path]] = lambda _: frozenset()
) -> list[Reading]:
    """Walks the programs of a project, each from its entry.

    What a module does only where a person runs it is read in its own program, not in those that import it.
    """
    entries = [project.modules[path] for path in project.entries()]
    traces = read_programs(entries, project.resolve, read_elsewhere=project.guards(), given_up=given_up)
    return [Reading(e, project.modules, t) for e, t in zip(entries, traces, strict=True)]


def _read_whole(reading: Reading, project: Project) -> Reading:
    """One of several programs with all the code of its files, which a file needs to be rewritten."""
    (trace,) = read_programs([reading.entry], project.resolve)
    return Reading(reading.entry, project.modules, trace)


def plan_report(sources: Sequence[Source]) -> PlanReport:
    """What was read from the programs and what would be made of them."""
    from tf2codemod.plan.report import report_for

    project = parse_project(sources)
    readings = read(project)
    texts = {s.path: s.text for s in sources}
    return report_for(readings, texts, lambda reading: _read_whole(reading, project))


def _attempts(
    sources: Sequence[Source],
    project: Project,
    plain: Mapping[Path, Preamble],
    readings: Sequence[Reading],
    old: Sequence[Reading],
    whole: Callable[[Reading], Reading],
    options: Options,
    ties: Ties,
) -> list[Attempt]:
    """The native forms of the programs, those that can stand together."""
    before = {s.path: s.text for s in sources}
    texts = {path: preamble.text for path, preamble in plain.items()}
    stuck: Stuck = {}
    made: dict[int, Attempt] = {}
    # What is read in part waits: when the others have failed with which it shares files, it has its answer.
    sizes = [(r.trace.partial, len(r.trace.modules) if r.trace.partial else 0) for r in readings]
    for place in sorted(range(len(readings)), key=sizes.__getitem__):
        reading = readings[place]
        files = reading.trace.modules
        if any(reading is each for each in old):
            if sum(len(texts[path]) for path in files) > LARGEST:
                attempt = _too_large(reading)
            elif reading.trace.held_by is not None:
                attempt = Attempt(reading, {}, (of_another(reading.trace.held_by),))
            elif ties.lost(files):
                # Other words help nothing if another program keeps the files of this one from being native.
                attempt = _attempt(reading, texts, options, stuck, in_other_words=False)
            elif reading.trace.partial and reading.trace.steps <= CHEAP_TO_READ:
                attempt = _attempt(whole(reading), texts, options, stuck)
            else:
                attempt = _attempt(reading, texts, options, stuck)
                if reading.trace.partial and not attempt.is_out_of_question:
                    # Most programs that cannot be native are found out before all of their code is read.
                    attempt = _attempt(whole(reading), texts, options, stuck)
            if attempt.failed and attempt.hindered_by is None:
                # An obstacle in a file that others import too may be none where they are planned as one.
                ties.lose(files)
                reading.trace.let_go()
            found = tuple(replace(f, line=plain[f.path].before(f.line)) for f in attempt.findings)
            made[place] = attempt._replace(findings=found)
        else:
            own = {p: before[p] for p in files}
            made[place] = Attempt(reading, own, _absent(own, own))
    attempts = [made[place] for place in range(len(readings))]
    apart = [a if not ties.lost(a.files) else a._replace(hindered_by=None, made=None) for a in attempts]
    return settled(_joined(apart, project, texts, options), texts, ties.binds)


def _joined(
    attempts: Sequence[Attempt], project: Project, texts: dict[Path, str], options: Options
) -> list[Attempt]:
    """The attempts, planned as one where programs would write a file that they share in different ways."""
    joined = list(attempts)
    for group in disagreeing(attempts):
        reading = joint([attempts[i].reading for i in group], project)
        attempt = _attempt(reading, texts, options, {}) if reading is not None else None
        if attempt is None or attempt.failed:
            continue
        first, *others = group
        joined[first] = attempt._replace(reading=attempts[first].reading)
        for index in others:
            own = attempts[index].reading
            written = {path: attempt.texts[path] for path in own.trace.modules}
            joined[index] = Attempt(own, written, (), attempt.level)
    return joined


def _too_large(reading: Reading) -> Attempt:
    message, remedy = "the program is too large to be planned", "keep large data in files of their own"
    return Attempt(reading, {}, (Finding(reading.entry.path, 1, 1, "TF922", message, remedy),))


def _attempt(
    reading: Reading,
    texts: dict[Path, str],
    options: Options,
    stuck: Stuck,
    in_other_words: bool = True,
) -> Attempt:
    """The native form of one program, all of its files or none.

    A fault of this program's own must not keep the user's from running: it falls back to compat too.
    """
    try:
        attempt = _native(reading, texts, options)
        first = attempt.obstacle
        if first is not None and in_other_words:
            last = stuck.get(first.node, Last(None, False))
            shared = last.file if reading.trace.steps > CHEAP_TO_READ else None
            if shared is not None and shared in reading.trace.modules:
                return Attempt(reading, {}, (of_another(shared),), obstacle=first, hindered_by=shared)
            if not last.is_the_first:
                attempt = _in_other_words(attempt, texts, options)
        if attempt.obstacle is None:
            allowed = attempt.level <= options.level
            return attempt._replace(reading=reading) if allowed else Attempt(reading, {}, ())
        imported = imported_file_of(attempt.obstacle.node, attempt.reading)
        if first is not None and in_other_words:
            stuck[first.node] = Last(imported, attempt.obstacle.says_the_same_as(first))
        return attempt._replace(reading=reading, hindered_by=imported)
    except Exception as error:
        message = f"planning the native form failed: {type(error).__name__}: {error}"
        return Attempt(
            reading,
            {},
            (Finding(reading.entry.path, 1, 1, "TF929", message, "please report it with the file"),),
        )


class _NeverCalled(Exception):
    """A function that is never called has no native form, and can be left as it is."""

    def __init__(self, code: ast.AST) -> None:
        super().__init__()
        self.code = code


def _in_other_words(first: Attempt, texts: dict[Path, str], options: Options) -> Attempt:
    """The native form of a program that has one only after it was said in other words of TensorFlow 1."""
    # Imported late: many programs are native as they stand.
    from tf2codemod.prepare.program import MOST_ROUNDS, prepared

    attempt, now, lines, steps = first, texts, Lines(), 0
    most = MOST_STEPS_OF_SMALL if first.reading.trace.steps <= SMALL else MOST_STEPS_OF_ROUNDS
    for _ in range(MOST_ROUNDS):
        about = steps + attempt.reading.trace.steps
        if attempt.obstacle is None or about > most:
            break
        again = prepared(attempt.reading, now, attempt.obstacle)
        if again is None:
            break
        now, lines, steps = again.texts, lines.then(again.origins), steps + again.reading.trace.steps
        attempt = _native(again.reading, now, options)
    try:
        for path, text in attempt.texts.items():
            _check_ignored(path, texts[path], text)
    except Obstacle as obstacle:
        return Attempt(first.reading, {}, (obstacle.at(first.reading.entry.path),))
    made = attempt.made._replace(lines=lines) if attempt.made is not None else None
    found = (*lines.told(attempt.findings), *(() if attempt.failed else lines.notes()))
    return attempt._replace(findings=found, made=made)


def _native(
    reading: Reading, texts: dict[Path, str], options: Options, left: frozenset[ast.AST] = frozenset()
) -> Attempt:
    plan = plan_program(reading, left)
    if plan.level is Level.COMPAT:
        return Attempt(reading, {}, plan.findings, obstacle=plan.obstacle)
    off = switched_off(plan.files[0], options)
    if off:
        message = f"the program needs transforms that are switched off: {', '.join(off)}"
        return Attempt(reading, {}, (Finding(reading.entry.path, 1, 1, "TF927", message, "select them"),))
    try:
        written = _rewritten(reading, plan, texts)
    except _NeverCalled as never:
        return _native(reading, texts, options, plan.left | {never.code})
    if isinstance(written, NotWritten):
        return Attempt(reading, {}, (written.finding,), obstacle=written.obstacle)
    found = (*plan.findings, *_absent(texts, written))
    return Attempt(reading, written, found, plan.level, made=Made(reading, plan.files[0], texts, Lines()))


class NotWritten(NamedTuple):
    """Why a file of a program has no new text."""

    finding: Finding
    obstacle: Obstacle | None = None


def _rewritten(
    reading: Reading, program: ProgramPlan, texts: dict[Path, str]
) -> dict[Path, str] | NotWritten:
    """The new texts of the files of a program, or what keeps one of them from having one."""
    # Imported late: most programs that stay graph programs are found out before libcst is needed.
    from tf2codemod.rewrite.join import JoinError
    from tf2codemod.rewrite.module import rewrite
    from tf2codemod.rewrite.touched import Touched

    written: dict[Path, str] = {}
    plan = program.files[0]
    hints = call_hints(plan, reading.trace)
    touched = Touched(plan)
    for path in reading.trace.modules:
        tree = reading.modules[path].tree
        try:
            if tree not in touched and path.suffix != ".ipynb":
                written[path] = texts[path]
                presence.require(written[path])
                continue
            written[path] = rewrite(Source(path, texts[path]), tree, plan, hints, touched)
            compile(written[path], str(path), "exec", dont_inherit=True)
            _check_ignored(path, texts[path], written[path])
            _check_cells(path, texts[path], written[path])
            presence.require(written[path])
        except Obstacle as obstacle:
            code = unreached_around(obstacle.node, reading.trace, reading.entry.path)
            if code is not None and code not in program.left:
                raise _NeverCalled(code) from obstacle
            return NotWritten(obstacle.at(path), obstacle)
        except (JoinError, SyntaxError) as error:
            message = f"the file could not be rewritten: {error}"
            return NotWritten(Finding(path, 1, 1, "TF924", message, "report it"))
    return written


def _absent(before: dict[Path, str], after: dict[Path, str]) -> tuple[Finding, ...]:
    """What the new texts use that TensorFlow 2 has not."""
    return tuple(f for p, text in after.items() for f in presence.findings(p, before[p], text))


def _check_ignored(path: Path, before: str, after: str) -> None:
    """Lines that the user keeps as they are must be in the new text as they were."""
    kept = set(after.split("\n"))
    lines = before.split("\n")
    for number in ignored_codes(before):
        if lines[number - 1] not in kept:
            place = ast.Pass(lineno=number, col_offset=0)
            raise Obstacle(
                "TF928", "a line that is to be left alone would change", "take the comment away", place
            )


def _check_cells(path: Path, before: str, after: str) -> None:
    """A notebook has the cells and the magic lines that it had."""
    if path.suffix != ".ipynb":
        return
    line = hidden_line(before)
    if line:
        message, remedy = "a magic line runs code that is not read", "write the code without the magic"
        raise Obstacle("TF930", message, remedy, ast.Pass(lineno=line, col_offset=0))
    if not keeps_cells(before, after):
        message, remedy = "the cells of the notebook would not be told apart", "convert it as a script"
        raise Obstacle("TF930", message, remedy, ast.Pass(lineno=1, col_offset=0))


__all__ = ["Attempt", "convert", "plan_report", "read", "replaced_runs"]
