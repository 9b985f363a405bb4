"""From sources to rewritten programs: the stages in order, without any reading or writing of files."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.compat import convert as convert_to_compat
from tf2codemod.index.evidence import speaks_tensorflow_1
from tf2codemod.index.project import Project, parse_project
from tf2codemod.interpret.interpreter import read_program
from tf2codemod.interpret.trace import Trace
from tf2codemod.model import Finding, Level, Options, ProgramResult, Rewritten, Source
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import Reading, plan_program
from tf2codemod.plan.report import PlanReport, report_for


@dataclass(frozen=True)
class Outcome:
    """What became of one program: its new files, or the obstacle that kept it from being native."""

    files: tuple[Rewritten, ...]
    finding: Finding | None = None


def convert(sources: Sequence[Source], options: Options) -> tuple[ProgramResult, ...]:
    """Rewrites the programs that the sources form, each as a whole, at the best level allowed."""
    project = parse_project(sources)
    readings = [read(project, path) for path in project.entries()]
    if not any(_is_tensorflow_1(r.trace) for r in readings):
        return (ProgramResult(tuple(Rewritten(s, s.text) for s in sources), Level.NATIVE),)
    findings: tuple[Finding, ...] = ()
    if options.level is Level.NATIVE:
        outcome = _native(sources, project, readings)
        if outcome.finding is None:
            return (ProgramResult(outcome.files, Level.NATIVE),)
        findings = (outcome.finding,)
    files = convert_to_compat(sources, frozenset(project.entries()))
    return (ProgramResult(files, Level.COMPAT, findings=findings),)


def read(project: Project, entry: Path) -> Reading:
    """Walks the program that starts at an entry."""
    module = project.modules[entry]
    return Reading(module, project.modules, read_program(module, project.resolve))


def plan_report(sources: Sequence[Source]) -> PlanReport:
    """What was read from the programs and what would be made of them."""
    project = parse_project(sources)
    return report_for([read(project, path) for path in project.entries()])


def _is_tensorflow_1(trace: Trace) -> bool:
    return any(speaks_tensorflow_1(s) for symbols in trace.symbols.values() for s in symbols)


def _native(sources: Sequence[Source], project: Project, readings: Sequence[Reading]) -> Outcome:
    from tf2codemod.rewrite.module import rewrite

    if len(readings) != 1 or len(sources) != 1:
        tree = readings[0].entry.tree
        obstacle = Obstacle("TF904", "programs of several files are not made native yet", "see the findings of the compat level", tree)
        return Outcome((), obstacle.at(readings[0].entry.path))
    reading, source = readings[0], sources[0]
    plan = plan_program(reading)
    if plan.level is not Level.NATIVE:
        return Outcome((), plan.findings[0])
    try:
        text = rewrite(source, reading.entry.tree, plan.files[0], reading.trace)
        ast.parse(text)
    except Obstacle as obstacle:
        return Outcome((), obstacle.at(source.path))
    return Outcome((Rewritten(source, text),))
