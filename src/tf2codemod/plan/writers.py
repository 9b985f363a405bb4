"""Writers of summaries: how they are made, and what takes the place of the calls of their methods."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import External, Fetched, Thing, Unknown, options_of
from tf2codemod.plan.model import CallForm, SummaryPlan
from tf2codemod.plan.module_imports import import_line
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.scalar_records import WRITE, ScalarRecords, is_record
from tf2codemod.plan.summaries import Summaries
from tf2codemod.tree import walk

PASSED = frozenset(("as_default", "close", "flush"))
DROPPED = frozenset(("add_graph", "add_meta_graph", "add_run_metadata"))
FILE_WRITER = ("logdir", "graph", "max_queue", "flush_secs", "graph_def", "filename_suffix", "session")


def calls_of(trace: Trace, kind: str) -> Iterator[tuple[ast.Call, ast.Attribute, Thing, Frame]]:
    """The calls of methods of a kind of object, each with the object and the frame of the call."""
    for frame in trace.frames:
        for call in frame.calls:
            if not isinstance(call.func, ast.Attribute):
                continue
            owner = frame.values.get(call.func.value)
            for option in options_of(owner) if owner is not None else ():
                if isinstance(option, Thing) and option.kind == kind:
                    yield call, call.func, option, frame


def given(call: ast.Call, names: Sequence[str]) -> dict[str, ast.expr]:
    """The arguments of a call by the names of its parameters."""
    if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        raise Obstacle("TF112", "arguments are unpacked here", "write the arguments out", call)
    return {
        **dict(zip(names, call.args, strict=False)),
        **{k.arg: k.value for k in call.keywords if k.arg is not None},
    }


class Writers:
    """The calls that make writers and use them, in other words."""

    def __init__(self, trace: Trace, summaries: Iterable[Summaries]) -> None:
        self.trace = trace
        self.summaries = list(summaries)
        self.plans = {n: p for s in self.summaries for n, p in s.plans.items()}
        self.frames = {n: s.planner.frame for s in self.summaries for n in s.plans}
        self.records = ScalarRecords(trace)
        self.forms: dict[ast.Call, CallForm] = {**self.records.forms}
        self.dropped: set[ast.Call] = set()
        self.first: tuple[Path, ast.Call] | None = None
        self.is_entered = False
        for frame in trace.frames:
            for run in frame.statements:
                for thing in run.made:
                    if (
                        isinstance(thing, Thing)
                        and thing.kind == "writer"
                        and isinstance(thing.expr, ast.Call)
                    ):
                        self._made(thing.expr, frame)
                self._entered(run.node, frame)
        for call, function, _, frame in calls_of(trace, "writer"):
            self._called(call, function, frame)
        for frame in trace.frames:
            for call in frame.calls:
                self._handed_out(call, frame)
        self.records.check()

    @property
    def written(self) -> tuple[SummaryPlan, ...]:
        return tuple(self.plans.values())

    def kept_scopes(self) -> Iterator[ast.With]:
        """The name scopes of helper functions around summaries: they stay, because they name the tags."""
        statements = {
            line.node for p in self.plans.values() for line in p.lines if isinstance(line.node, ast.stmt)
        }
        statements -= {n for s in self.summaries for n in s.inner.dropped if n not in s.inner.helped}
        for frame in self.trace.frames:
            code = frame.function.node if frame.function is not None else None
            caller = frame.caller
            while caller is not None and caller.node not in statements:
                caller = caller.frame.caller
            if caller is not None and code is not None:
                yield from (n for n in walk(code) if isinstance(n, ast.With))

    def _made(self, call: ast.Call, frame: Frame) -> None:
        arguments = given(call, FILE_WRITER)
        if "logdir" not in arguments:
            raise Obstacle("TF513", "a writer is made without a directory", "give its logdir", call)
        parts = {
            n: e
            for n, e in arguments.items()
            if n in ("logdir", "max_queue", "flush_secs", "filename_suffix")
        }
        words = {
            "max_queue": "max_queue={max_queue}",
            "flush_secs": "flush_millis={flush_secs} * 1000",
            "filename_suffix": "filename_suffix={filename_suffix}",
        }
        more = "".join(f", {text}" for name, text in words.items() if name in parts)
        self.forms[call] = CallForm("tf.summary.create_file_writer({logdir}" + more + ")", parts)
        self.first = self.first or (frame.module.path, call)

    def _entered(self, statement: ast.stmt, frame: Frame) -> None:
        for item in statement.items if isinstance(statement, ast.With) else ():
            value = frame.values.get(item.context_expr)
            if value is not None and any(
                isinstance(o, Thing) and o.kind == "writer" for o in options_of(value)
            ):
                raise Obstacle(
                    "TF514",
                    "a writer is the context of a with statement",
                    "make it before, and close it after",
                    item.context_expr,
                )

    def _handed_out(self, call: ast.Call, frame: Frame) -> None:
        callee = frame.values.get(call.func)
        if not isinstance(callee, (External, Unknown)):
            return
        for argument in [*call.args, *(k.value for k in call.keywords)]:
            value = frame.values.get(argument)
            if value is not None and any(
                isinstance(o, Thing) and o.kind == "writer" for o in options_of(value)
            ):
                raise Obstacle(
                    "TF514",
                    f"a writer is given to '{ast.unparse(call.func)}', which may ask it for its directory",
                    "give the directory instead",
                    call,
                )

    def _called(self, call: ast.Call, function: ast.Attribute, frame: Frame) -> None:
        if function.attr in PASSED:
            self.is_entered |= function.attr == "as_default"
            return
        if function.attr in DROPPED:
            self.dropped.add(call)
            return
        if function.attr != "add_summary":
            raise Obstacle(
                "TF514",
                f"the method '{function.attr}' of a writer has no counterpart",
                "write what it wrote with tf.summary",
                call,
            )
        arguments = given(call, ("summary", "global_step"))
        value = frame.values.get(arguments.get("summary", call))
        if is_record(value):
            self._record(call, function.value, arguments)
            return
        nodes = {o.node for o in options_of(value) if isinstance(o, Fetched)} if value is not None else set()
        plans = {self.plans[n].name: n for n in nodes if n in self.plans}
        if len(plans) != 1:
            raise Obstacle(
                "TF515",
                "what a writer is given is not the result of one known summary",
                "write it with tf.summary",
                call,
            )
        ((name, node),) = plans.items()
        plan = self.plans[node]
        home = self.frames[node]
        hidden = not plan.before_anchor and home is not frame and home.cell not in frame.scopes
        imported = import_line(name, home, frame, self.trace) if home.module is not frame.module else ""
        if hidden or imported is None:
            raise Obstacle(
                "TF516",
                f"'{name}' is not visible where its summary is written",
                "make the summaries in the main program",
                call,
            )
        form = _writing(name, function.value, arguments)
        self.forms[call] = form._replace(imports=(imported,)) if imported else form

    def _record(self, call: ast.Call, writer: ast.expr, arguments: dict[str, ast.expr]) -> None:
        """A summary that was made by hand is written by a function that comes with the program."""
        self.records.known.add(arguments["summary"])
        self.forms[call] = _writing(WRITE, writer, arguments)._replace(helpers=(WRITE,))


def _writing(name: str, writer: ast.expr, arguments: dict[str, ast.expr]) -> CallForm:
    step = "{global_step}" if "global_step" in arguments else "0"
    return CallForm(name + "({writer}, {summary}, " + step + ")", {"writer": writer, **arguments})
