"""Decides how the end of an iterator shows itself: as StopIteration, or as the error that it was."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import Bound, Class, External, Function
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.model import RunPlan
from tf2codemod.tree import walk

OUT_OF_RANGE = frozenset(("tf.errors.OutOfRangeError", "tf.python.framework.errors.OutOfRangeError"))
WIDER = frozenset(("tf.errors.OpError", "tf.OpError"))
NEXT_METHODS = frozenset(("next", "__next__", "send", "throw"))


class Endings:
    """The handlers of the errors by which iterators end.

    ``next`` with ``StopIteration`` is taken only if nothing but the iterators can raise it, and nothing
    between iterator and handler treats it in a way of its own; otherwise ``get_next`` raises what it did.
    """

    def __init__(self, trace: Trace, planners: Sequence[FramePlanner]) -> None:
        self.trace = trace
        self.planners = planners
        self.renames: dict[ast.expr, str] = {}
        drawing = [r for p in planners for r in p.runs if r.draws]
        self.handlers = [h for h in self._handlers() if self._guards(h, drawing)]
        if not drawing:
            return
        if self._is_plain(drawing):
            for _, handler in self.handlers:
                self.renames.update(dict.fromkeys(self.caught(handler, OUT_OF_RANGE), "StopIteration"))
            return
        for planner in planners:
            planner.runs = [_with_error(r) for r in planner.runs]

    def _handlers(self) -> Iterator[tuple[ast.Try, ast.ExceptHandler]]:
        for frame in self.trace.frames:
            for run in frame.statements:
                if isinstance(run.node, ast.Try):
                    yield from ((run.node, h) for h in run.node.handlers)

    def caught(self, handler: ast.ExceptHandler, names: frozenset[str]) -> list[ast.expr]:
        """The expressions of a handler that stand for some errors."""
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return [t for t in types if t is not None and self.trace.symbols.get(t, set()) & names]

    def _guards(self, guard: tuple[ast.Try, ast.ExceptHandler], drawing: Iterable[RunPlan]) -> bool:
        """Whether elements are drawn beneath the body of a handler."""
        inside = {n for s in guard[0].body for n in walk(s) if isinstance(n, ast.stmt)}
        return any(r.node in inside for run in drawing for s in run.sites for r in s.statement.chain())

    def _is_plain(self, drawing: Sequence[RunPlan]) -> bool:
        for _, handler in self.handlers:
            if self.caught(handler, WIDER):
                return False
            if handler.name and self.caught(handler, OUT_OF_RANGE):
                return False
        if any(n in p.host_names for p in self.planners for n in ("next", "iter")):
            return False
        if not all(_is_straight(s) for r in drawing for s in r.sites):
            return False
        return not any(self._takes_the_next(f) for f in self.trace.frames if not f.in_pipeline)

    def _takes_the_next(self, frame: Frame) -> bool:
        """Whether code of the program takes the next item of something else, which may end too."""
        for run in frame.statements:
            for node in walk(run.node) if run.reached else ():
                if not isinstance(node, ast.Call):
                    continue
                if frame.values.get(node.func) == External("builtins.next") and len(node.args) < 2:
                    return True
                if isinstance(node.func, ast.Attribute) and node.func.attr in NEXT_METHODS:
                    return True
        return False


def _is_straight(site: RunSite) -> bool:
    """Whether a run is reached through plain calls only: no generator, lambda or callback lies between."""
    inner: ast.AST = site.call
    for run in site.statement.chain():
        if any(inner in walk(n) for n in walk(run.node) if isinstance(n, (ast.Lambda, ast.GeneratorExp))):
            return False
        frame = run.frame
        if frame.function is None:
            return True
        code = frame.function.node
        if not isinstance(code, ast.FunctionDef) or _yields(code) or frame.caller is None:
            return False
        site_of = frame.site
        called = frame.caller.frame.values.get(site_of.func) if isinstance(site_of, ast.Call) else None
        if isinstance(called, Bound):
            called = called.function if isinstance(called.function, Function) else None
        if isinstance(called, Class):
            called = called.lookup("__init__")
        if not isinstance(called, Function) or called.node is not code:
            return False
        inner = frame.site if frame.site is not None else code
    return True


def _yields(code: ast.AST) -> bool:
    pending = list(ast.iter_child_nodes(code))
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))
    return False


def _with_error(run: RunPlan) -> RunPlan:
    return run._replace(draws=tuple(d._replace(method="get_next") for d in run.draws))
