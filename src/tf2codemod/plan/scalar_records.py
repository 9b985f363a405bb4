"""Summaries of numbers that programs make by hand: dicts of values by their tags take their places."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Thing, Value, options_of
from tf2codemod.plan.dependencies import own_expressions
from tf2codemod.plan.model import CallForm
from tf2codemod.plan.obstacles import Obstacle

RECORD = "tf.Summary"
ENTRY = "tf.Summary.Value"
WRITE = "write_scalars"
FILLED = "{record}.update({{tag}: {simple_value}})"  # an assignment, where it is a statement
OF_AN_ENTRY = frozenset(("tag", "simple_value"))


def is_record(value: Value | None) -> bool:
    """Whether a value is a summary that was made by hand, whatever way the program took."""
    options = options_of(value) if value is not None else ()
    return bool(options) and all(isinstance(o, Thing) and o.symbol == RECORD for o in options)


class ScalarRecords:
    """What becomes of the calls that make summaries of numbers by hand, fill them and hand them on."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.forms: dict[ast.Call, CallForm] = {}
        self.known: set[ast.expr] = set()
        for frame in trace.frames:
            for call in frame.calls:
                options = options_of(frame.values[call])
                if any(isinstance(o, Thing) and o.symbol == RECORD and o.expr is call for o in options):
                    self._made(call)
                elif (filled := _filled(call, frame)) is not None:
                    self._filled(call, filled)

    def check(self) -> None:
        """No other use of such a summary is known to mean the same for a dict."""
        if not self.forms:
            return
        for frame in self.trace.frames:
            handed = {e for run in frame.statements for e in _handed_on(run.node)}
            for run in frame.statements:
                for expr in own_expressions(run.node):
                    used = is_record(frame.values.get(expr)) and expr not in self.known | handed
                    if used and not self._is_given(expr, frame):
                        raise _unknown(expr)

    def _is_given(self, expr: ast.expr, frame: Frame) -> bool:
        """Whether a function of the program is given a summary."""
        sites = (f.site for f in self.trace.frames if f.caller is not None and f.caller.frame is frame)
        calls = (s for s in sites if isinstance(s, ast.Call))
        return any(expr in (*c.args, *(k.value for k in c.keywords)) for c in calls)

    def _made(self, call: ast.Call) -> None:
        given = {k.arg: k.value for k in call.keywords}
        listed = given.get("value")
        if call.args or given.keys() - {"value"} or (given and not isinstance(listed, ast.List)):
            raise _unknown(call)
        self.known.add(call)
        self.forms[call] = CallForm("dict({value})" if given else "{}", {"value": listed} if listed else {})
        for entry in listed.elts if isinstance(listed, ast.List) else ():
            symbols = self.trace.symbols.get(entry.func, set()) if isinstance(entry, ast.Call) else set()
            if not isinstance(entry, ast.Call) or symbols != {ENTRY}:
                raise _unknown(entry)
            self.forms[entry] = CallForm("({tag}, {simple_value})", _entry(entry))

    def _filled(self, call: ast.Call, record: ast.expr) -> None:
        self.known.add(record)
        parts = {"record": record, **_entry(call)}
        self.forms[call] = CallForm(FILLED, parts)


def _entry(call: ast.Call) -> dict[str, ast.expr]:
    """The tag and the number of an entry, which are all that it has."""
    given = {k.arg: k.value for k in call.keywords if k.arg is not None}
    if call.args or given.keys() != OF_AN_ENTRY or len(given) != len(call.keywords):
        raise _unknown(call)
    return given


def _filled(call: ast.Call, frame: Frame) -> ast.expr | None:
    """The summary to which a call adds an entry."""
    func = call.func
    inner = func.value if isinstance(func, ast.Attribute) and func.attr == "add" else None
    owner = inner.value if isinstance(inner, ast.Attribute) and inner.attr == "value" else None
    return owner if owner is not None and is_record(frame.values.get(owner)) else None


def _handed_on(statement: ast.stmt) -> Iterator[ast.expr]:
    """What a statement binds, or gives back, as it is."""
    if isinstance(statement, (ast.Assign, ast.Return)) and statement.value is not None:
        yield statement.value
    if isinstance(statement, ast.Assign):
        yield from statement.targets


def _unknown(node: ast.AST) -> Obstacle:
    message = "a summary that is made by hand is not a list of tags and numbers"
    return Obstacle("TF515", message, "write it with tf.summary", node)


__all__ = ["FILLED", "WRITE", "ScalarRecords", "is_record"]
