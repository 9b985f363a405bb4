"""Takes sessions out of a program: what makes them, keeps them, and hands them on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tf2codemod.facts import lookup
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import NONE, Thing, Unknown, Value, options_of
from tf2codemod.plan.handing import Handing
from tf2codemod.plan.model import Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.session_makers import makers_of_sessions
from tf2codemod.plan.slices import only_reads
from tf2codemod.plan.staging import Staging, is_session
from tf2codemod.tree import walk

Code = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Sessions:
    """The statements, parameters and arguments that go because they only concern sessions."""

    def __init__(self, trace: Trace, planned: Iterable[Frame], handing: Handing) -> None:
        self.trace = trace
        self.handing = handing
        self.roles: dict[ast.stmt, Role] = {}
        self.parameters: dict[ast.AST, frozenset[str]] = {}
        self.arguments: dict[ast.Call, frozenset[int | str]] = {}
        self.left_out: set[ast.AST] = set()
        done = {_code(f) for f in planned}
        by_code: dict[object, list[Frame]] = {}
        for frame in trace.frames:
            by_code.setdefault(_code(frame), []).append(frame)
        for code, frames in by_code.items():
            if code not in done:
                self._sweep(frames[0])
        self.roles.update(handing.roles)
        self.makers = set(makers_of_sessions(by_code, self.roles))
        self.roles.update(dict.fromkeys(self.makers, Role.DROP))
        for frame in trace.frames:
            for run in frame.statements:
                self._shorten(run.node, frame)
        for code, frames in by_code.items():
            if isinstance(code, ast.FunctionDef):
                self._parameters(code, frames)

    def _sweep(self, frame: Frame) -> None:
        staging = Staging(self.trace, frame, self.trace.runs, sessions_only=True)
        self.roles.update({s: r for s, r in staging.roles.items() if r in (Role.DROP, Role.UNWRAP)})

    def _parameters(self, code: ast.FunctionDef, frames: list[Frame]) -> None:
        names = [a.arg for a in (*code.args.posonlyargs, *code.args.args, *code.args.kwonlyargs)]
        gone = frozenset(
            n for n in names if self._is_session_parameter(n, frames) or self.handing.gone(frames, n)
        )
        if not gone:
            return
        self.parameters[code] = gone
        self.left_out |= {d for n, d in _defaults(code) if n in gone}
        method = bool(frames[0].receiver)
        for frame in frames:
            call = frame.site
            if not isinstance(call, ast.Call):
                continue
            shifted = names[1:] if method and not _passes_receiver(call, frame) else names
            plain = [isinstance(a, ast.Starred) for a in call.args]
            known = plain.index(True) if True in plain else len(plain)
            found: set[int | str] = {i for i, n in enumerate(shifted[:known]) if n in gone}
            found |= {k.arg for k in call.keywords if k.arg in gone and k.arg is not None}
            if known < len(plain) and len(found) < len(gone):
                raise Obstacle(
                    "TF204", "a session is passed among unpacked arguments", "pass it by name", call
                )
            self.arguments[call] = frozenset(found)

    def _shorten(self, statement: ast.stmt, frame: Frame) -> None:
        """Takes a session out of an assignment of several values to several names."""
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        value = statement.value if isinstance(statement, ast.Assign) else None
        if not isinstance(target, ast.Tuple) or not isinstance(value, ast.Tuple):
            return
        if any(isinstance(e, ast.Starred) for e in (*target.elts, *value.elts)):
            return
        for left, right in zip(target.elts, value.elts, strict=False):
            given = frame.values.get(right)
            if given is not None and is_session(given) and only_reads(right):
                self.left_out |= {left, right}

    def _is_session_parameter(self, name: str, frames: list[Frame]) -> bool:
        values = [f.cell.slots.get(name) for f in frames if not _is_unread(name, f)]
        return all(v is not None and _is_session_or_none(v) for v in values) and any(
            v is not None and is_session(v) for v in values
        )


UNREAD = Unknown("what was done on a way that is not taken is undone")


def _is_unread(name: str, frame: Frame) -> bool:
    """Whether a frame is one of code that is not reached, so that it is not known what it was given."""
    reached = any(run.reached for run in frame.statements)
    return not reached and isinstance(frame.cell.slots.get(name, UNREAD), Unknown)


def _defaults(code: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """The default values of parameters, by their names."""
    plain = [a.arg for a in (*code.args.posonlyargs, *code.args.args)]
    yield from zip(reversed(plain), reversed(code.args.defaults), strict=False)
    named = zip(code.args.kwonlyargs, code.args.kw_defaults, strict=True)
    yield from ((a.arg, d) for a, d in named if d is not None)


def _is_session_or_none(value: Value) -> bool:
    return all(o == NONE or (isinstance(o, Thing) and o.kind == "session") for o in options_of(value))


def _code(frame: Frame) -> object:
    return frame.function.node if frame.function is not None else frame


def _passes_receiver(call: ast.Call, frame: Frame) -> bool:
    """Whether a method is called through its class, with the object as its first argument."""
    first = call.args[0] if call.args else None
    caller = frame.caller.frame if frame.caller is not None else None
    value = caller.values.get(first) if caller is not None and first is not None else None
    return value is not None and value is frame.cell.slots.get(frame.receiver)


def session_arguments(trace: Trace) -> set[ast.AST]:
    """The sessions that functions of TensorFlow are given, and that their native forms do without."""
    found: set[ast.AST] = set()
    counters = {
        f for f, symbols in trace.symbols.items() if any(model_of(s) == "global_step" for s in symbols)
    }
    for asked in (c for f in trace.frames for c in f.calls if c.func in counters):
        found.update(n for a in (*asked.args, *(k.value for k in asked.keywords)) for n in walk(a))
    for func, symbols in trace.symbols.items():
        for fact in (lookup(s) for s in symbols):
            if fact is None or "session" not in fact.row:
                continue
            for frame in trace.frames:
                for call in frame.calls:
                    if call.func is func:
                        place = fact.params.index(fact.row["session"])
                        found.update(k.value for k in call.keywords if k.arg == fact.row["session"])
                        found.update(call.args[place : place + 1])
    return found
