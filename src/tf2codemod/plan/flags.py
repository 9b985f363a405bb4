"""Command line flags: TensorFlow 1 parsed them at the first reading, absl wants it said."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import TF
from tf2codemod.plan.model import FilePlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import parts, remembered

PARSING = "flags.FLAGS(sys.argv)"
IMPORTS = ("import sys", "from absl import flags")


def with_flags_parsed(plan: FilePlan, trace: Trace) -> FilePlan:
    """The plan with the parsing of the flags before the first statement that reads one outside of the app."""
    reads = [(run, expr) for run, expr in flag_reads(trace) if run.reached]
    _check_changes(trace, reads)
    if not reads or any(_is_parsed_by_hand(frame) for frame in trace.frames):
        return plan
    early = [run for run, _ in reads if not _runs_in_app(run, trace)]
    if not early:
        return plan
    earliest = min(early, key=_moment)
    first = next(r for r in earliest.chain() if r.frame.function is None)
    lines = (PARSING, *plan.openings.get(first.node, ()))
    path = first.frame.module.path
    return plan._replace(
        openings={**plan.openings, first.node: lines},
        imports={**plan.imports, path: (*plan.imports.get(path, ()), *IMPORTS)},
    )


def flag_reads(trace: Trace) -> Iterator[tuple[StatementRun, ast.Attribute]]:
    """The expressions that read a flag, with the statements that they stand in."""
    for frame in trace.frames:
        for run in frame.statements:
            for node in _own_attributes(run.node):
                if _is_flags(frame, node.value):
                    yield run, node


def _moment(run: StatementRun) -> tuple[int, ...]:
    """When a statement ran, to be compared with others."""
    return tuple(reversed([r.order for r in run.chain()]))


def _is_flags(frame: Frame, expr: ast.expr) -> bool:
    value = frame.values.get(expr)
    return isinstance(value, TF) and model_of(value.symbol) == "flag_values"


def _is_parsed_by_hand(frame: Frame) -> bool:
    return any(_is_flags(frame, call.func) for call in frame.calls)


def _runs_in_app(run: StatementRun, trace: Trace) -> bool:
    """Whether a statement runs beneath ``tf.app.run``, which parses the flags."""
    frame: Frame | None = run.frame
    while frame is not None:
        site = frame.site
        if isinstance(site, ast.Call) and any(
            model_of(s) == "app_run" for s in trace.symbols.get(site.func, set())
        ):
            return True
        frame = frame.caller.frame if frame.caller is not None else None
    return False


def _check_changes(trace: Trace, reads: list[tuple[StatementRun, ast.Attribute]]) -> None:
    """A flag that is set while the program runs is another value at a later reading."""
    stored = {n.attr: (r, n) for r, n in reads if isinstance(n.ctx, ast.Store)}
    for run, expr in reads:
        change = stored.get(expr.attr)
        if change is None or isinstance(expr.ctx, ast.Store):
            continue
        if _moment(change[0]) > _moment(run) or change[0].looped:
            raise Obstacle(
                "TF224",
                f"the flag '{expr.attr}' is set after it was read",
                "keep the value in a name of its own",
                change[1],
            )


@remembered
def _own_attributes(statement: ast.stmt) -> list[ast.Attribute]:
    """The attributes that a statement asks for, but not those that statements within it ask for."""
    found: list[ast.Attribute] = []
    pending = parts(statement)
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        pending = []
    while pending:
        node = pending.pop()
        if not isinstance(node, (ast.stmt, ast.Lambda)):
            if isinstance(node, ast.Attribute):
                found.append(node)
            pending += parts(node)
    return found


__all__ = ["flag_reads", "with_flags_parsed"]
