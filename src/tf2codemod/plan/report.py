"""Prints what was read from a program and what would be made of it."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.interpret.trace import RunSite, StatementRun, Trace
from tf2codemod.interpret.values import (
    NONE,
    Items,
    Mapping,
    Node,
    Thing,
    Unknown,
    Value,
    nodes_in,
    options_of,
    unknowns_in,
)
from tf2codemod.model import Finding, Level
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.program import Reading, grouped_sites
from tf2codemod.prepare.program import planned

JsonData = dict[str, object]
TOO_LARGE = "the program is too large to be read within the limit of steps"
ORIGINS = frozenset(("part", "initializer"))


@dataclass(frozen=True)
class TensorReport:
    """One graph object: its kind, its op, and the statements that led to its making, outermost first."""

    kind: str
    op: str
    name: str
    stack: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class RunReport:
    """One place that runs the graph, with what it fetches and feeds."""

    file: str
    line: int
    end_line: int
    resolved: bool
    reached: bool
    reason: str
    fetches: tuple[TensorReport, ...]
    feeds: tuple[TensorReport, ...]


@dataclass(frozen=True)
class ProgramReport:
    """One program: its files, its level, its placeholders and variables, its runs, and what held it back.

    ``owners`` says by name what holds the variables of a program that becomes native.
    """

    files: tuple[str, ...]
    level: Level
    placeholders: tuple[TensorReport, ...]
    variables: tuple[TensorReport, ...]
    runs: tuple[RunReport, ...]
    findings: tuple[Finding, ...]
    owners: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class PlanReport:
    """The plans of all programs of a project."""

    programs: tuple[ProgramReport, ...]

    def to_json_data(self) -> JsonData:
        return {"programs": [_program_data(p) for p in self.programs]}

    def to_text(self) -> str:
        return "\n".join(line for p in self.programs for line in _program_lines(p))


def report_for(
    readings: Sequence[Reading], texts: dict[Path, str], whole: Callable[[Reading], Reading]
) -> PlanReport:
    """The report of every program of a project, one for each entry; a native one must be read whole."""
    reports = []
    for reading in readings:
        report = _report(reading, texts)
        if report.level is Level.NATIVE and reading.trace.left_out:
            report = _report(whole(reading), texts)
        reports.append(report)
    return PlanReport(tuple(reports))


def _report(reading: Reading, texts: dict[Path, str]) -> ProgramReport:
    trace = reading.trace
    runs = tuple(_run_report(call, group) for call, group in grouped_sites(trace).items())
    if trace.exhausted:
        runs = tuple(
            r if trace.ran_whole and r.reached else dataclasses.replace(r, resolved=False, reason=TOO_LARGE)
            for r in runs
        )
    files = tuple(str(p) for p in trace.modules)
    placeholders = tuple(_tensor(n, trace) for n in trace.nodes if _kind(n) == "placeholder")
    variables = tuple(_tensor(n, trace) for n in trace.nodes if n.kind == "variable")
    plan = planned(reading, texts)  # last: planning takes methods that build one graph as one frame
    owners = {name: owner for file in plan.files for name, owner in file.owners.items()}
    return ProgramReport(files, plan.level, placeholders, variables, runs, plan.findings, owners)


def _run_report(call: ast.Call, group: list[RunSite]) -> RunReport:
    reason = ""
    fetched: dict[Node, None] = {}
    fed: dict[Node, None] = {}
    for site in group:
        fetched.update(dict.fromkeys(nodes_in(site.fetches)))
        reason = reason or _unread_fetch(site.fetches)
        if site.feeds is not None:
            reason = reason or _unread_feed(site.feeds)
        if site.feeds is not None:
            fed.update(dict.fromkeys(_keys(site.feeds)))
    site = group[0]
    path = str(site.statement.frame.module.path)
    return RunReport(
        path,
        call.lineno,
        call.end_lineno or call.lineno,
        not reason,
        any(s.reached for s in group),
        reason,
        tuple(_tensor(n, None) for n in fetched),
        tuple(_tensor(n, None) for n in fed),
    )


def _unread_fetch(fetches: Value) -> str:
    """Why it is not known what a run fetches; empty if it is known."""
    unknown = unknowns_in(fetches)
    if unknown:
        return unknown[0].reason
    if all(
        isinstance(o, (Node, Items, Mapping)) or o == NONE for v in _parts(fetches) for o in options_of(v)
    ):
        return ""
    return "a part of what is fetched is not known to be of the graph"


def _parts(fetches: Value) -> list[Value]:
    inner: list[Value] = [fetches]
    for option in options_of(fetches):
        if isinstance(option, (Items, Mapping)):
            inner.extend(p for v in option.cell.slots.values() for p in _parts(v))
    return inner


def _unread_feed(feeds: Value) -> str:
    """Why it is not known what a run feeds; empty if it is known."""
    for option in options_of(feeds):
        if isinstance(option, Unknown):
            return option.reason
        if option == NONE:
            continue
        if not isinstance(option, Mapping) or option.rest is not None:
            return "the feed_dict is not known"
        if not all(isinstance(k, Node) or k == NONE for k in option.cell.slots):
            return "something is fed by its name"
    return ""


def _keys(feeds: Value) -> list[Node]:
    return [
        k for o in options_of(feeds) if isinstance(o, Mapping) for k in o.cell.slots if isinstance(k, Node)
    ]


def _origin(node: Node) -> StatementRun:
    """The statement that made an object: of an output its op, of an attribute its owner."""
    seen: set[Node] = set()
    while node.op in ORIGINS and node.inputs and node not in seen:
        seen.add(node)
        node = node.inputs[0]
    owner = node.arguments.get("initializes")
    is_attribute = isinstance(node.expr, ast.Attribute)
    return owner.made if is_attribute and isinstance(owner, Thing) else node.made


def _kind(node: Node) -> str:
    """What an object is to a reader of the graph: what an iterator gives is computed, not fed."""
    return "tensor" if is_element(node) else node.kind


def _tensor(node: Node, trace: Trace | None) -> TensorReport:
    stack = tuple(
        (str(run.frame.module.path), run.node.lineno, run.node.end_lineno or run.node.lineno)
        for run in _origin(node).chain()
        if hasattr(run.node, "lineno")
    )
    return TensorReport(_kind(node), node.op, node.name, tuple(reversed(stack)))


def _program_data(program: ProgramReport) -> JsonData:
    return {
        "files": list(program.files),
        "level": str(program.level),
        "placeholders": [_tensor_data(t) for t in program.placeholders],
        "variables": [
            {**_tensor_data(t), "owner": program.owners.get(t.name, "")} for t in program.variables
        ],
        "runs": [_run_data(r) for r in program.runs],
        "findings": [{**dataclasses.asdict(f), "path": str(f.path)} for f in program.findings],
    }


def _run_data(run: RunReport) -> JsonData:
    tensors = {
        "fetches": [_tensor_data(t) for t in run.fetches],
        "feeds": [_tensor_data(t) for t in run.feeds],
    }
    return {**dataclasses.asdict(run), **tensors}


def _tensor_data(tensor: TensorReport) -> JsonData:
    return {
        "kind": tensor.kind,
        "op": tensor.op,
        "name": tensor.name,
        "stack": [list(s) for s in tensor.stack],
    }


def _program_lines(program: ProgramReport) -> list[str]:
    first = Path(program.files[0]).name if program.files else "?"
    lines = [f"program {first:<50} level {program.level}"]
    for kind, tensors in (("placeholder", program.placeholders), ("state", program.variables)):
        for tensor in tensors:
            owner = program.owners.get(tensor.name, "") if kind == "state" else ""
            line = f"  {kind:<12} {tensor.name or tensor.op:<40} {_place(tensor)}"
            lines.append(f"{line:<70} -> {owner}" if owner else line)
    for number, run in enumerate(program.runs, 1):
        fetched = ", ".join(t.op for t in run.fetches) or run.reason
        fed = ", ".join(_place(t) for t in run.feeds)
        note = "" if run.reached else "   (never called)"
        lines.append(
            f"  run {number:<8} {Path(run.file).name}:{run.line}  fetches {fetched}"
            + (f"  fed {fed}" if fed else "")
            + note
        )
        if not run.resolved:
            lines.append(f"               not resolved: {run.reason}")
    lines.extend(f"  {f.code}        line {f.line}: {f.message}" for f in program.findings)
    return lines


def _place(tensor: TensorReport) -> str:
    return f"line {tensor.stack[-1][1]}" if tensor.stack else "?"
