"""The walk through a whole program."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Container, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path

from tf2codemod.collector import collector_paused
from tf2codemod.interpret.machine import BudgetExhausted, ParsedModule, Scope
from tf2codemod.interpret.methods import Methods, ancestors
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import (
    Cell,
    Class,
    Instance,
    Module,
    Unknown,
    Value,
)

Resolver = Callable[[Path, str, int], ParsedModule | None]
SMALLEST_BUDGET = 20_000
PROGRAMS_WORTH_OF_STEPS = 5
SMALLEST_SHARE = 2_500
MOST_UNCALLED = 6_000
DEEPEST_RECURSION = 6_000


class Interpreter(Methods):
    """Walks one program from its entry."""

    def __init__(
        self,
        resolver: Resolver,
        budget: int = SMALLEST_BUDGET,
        read_elsewhere: Container[ast.AST] = (),
        lost: AbstractSet[Path] = frozenset(),
    ) -> None:
        super().__init__({}, budget)
        self.resolver = resolver
        self.read_elsewhere = read_elsewhere
        self.lost = lost
        self.most = budget
        self.allow(budget)

    def resolve(self, importer: Module, dotted: str, level: int) -> ParsedModule | None:
        return self.resolver(importer.path, dotted, level)

    # The walk -------------------------------------------------------------------------------------------

    def allow(self, steps: int) -> None:
        """Lets the walk take some steps more; a share of them first if it may turn out not to be worth it."""
        self.most = self.trace.steps + steps
        self.budget = self.trace.steps + (min(steps, SMALLEST_SHARE) if self.lost else steps)

    def exceed(self) -> None:
        """Ends the walk if it took all of its steps, or if a file of it cannot become native anyway."""
        shared = self.lost & self.trace.modules.keys()
        if shared:
            self.trace.held_by = min(shared)
        if shared or self.budget >= self.most:
            raise BudgetExhausted
        self.budget = self.most

    def walk_uncalled(self, elsewhere: Container[ast.AST] = ()) -> None:
        """Walks the functions that nothing called, with unknown arguments, so that their code is read too."""
        self.reached = False
        modules = {
            f.module: f.statements[-1] for f in self.trace.frames if f.function is None and f.statements
        }
        by_code = {f.node: f for f in self.definitions}  # the last one knows the class it belongs to
        for code, function in by_code.items():
            if code in self.trace.called or function.module not in modules:
                continue
            if code in elsewhere:
                self.trace.partial = True
                continue
            self.trace.uncalled.append(function)
            names = [a.arg for a in code.args.args]
            arguments: list[Value] = [
                Unknown(f"'{function.name}' is never called, so '{n}' is not known") for n in names
            ]
            if function.owner is not None and names:
                arguments[0] = self._instance_for(function.owner)
            self.statement = modules[function.module]
            self.scope = Scope()
            self._call_function(function, arguments, {}, code)

    def begin_program(self) -> None:
        """Starts with a new graph; modules that are known are not walked again."""
        self.graph, self.scope = Cell("graph"), Scope()
        self.statement = None
        self.memories.clear()

    def _instance_for(self, cls: Class) -> Instance:
        for made in self.allocated.values():
            if isinstance(made, Instance) and cls in made.cls.lineage():
                return made
        made = Instance(cls, Cell(cls.node.name))
        self.allocated["instance for", cls.node] = made
        return made


def read_program(entry: ParsedModule, resolver: Resolver, budget: int = SMALLEST_BUDGET) -> Trace:
    """Walks a program from its entry module; the trace says if the walk had to stop before the end."""
    return read_programs([entry], resolver, budget)[0]


def read_programs(
    entries: Sequence[ParsedModule],
    resolver: Resolver,
    budget: int = SMALLEST_BUDGET,
    read_elsewhere: Container[ast.AST] = (),
    given_up: Callable[[Trace], AbstractSet[Path]] = lambda _: frozenset(),
) -> list[Trace]:
    """Walks the programs of a project, each from its entry, within a budget of steps for each and for all.

    Code that nothing calls has a smaller one: what is large enough to exceed it is a library.
    A function that one of the programs calls is not walked again in those that do not call it. A guarded
    block that is read elsewhere is left out where an import does not execute it; the traces say so.
    Of a walk that did not come to its end it is asked which of its files cannot become native, wherever
    they are used: walks of programs that use them end early.
    """
    left = PROGRAMS_WORTH_OF_STEPS * budget
    traces: list[Trace] = []
    going_on: list[Interpreter] = []
    walked: set[ast.AST] = set()
    lost: set[Path] = set()
    for entry in entries:
        interpreter = Interpreter(resolver, min(budget, max(left, SMALLEST_SHARE)), read_elsewhere, lost)
        trace = interpreter.trace
        traces.append(trace)
        with _walking(trace):
            interpreter.walk_module(entry, "__main__")
        interpreter.trail.clear()  # nothing takes back what a whole module wrote
        left -= trace.steps
        walked |= trace.called
        if trace.exhausted:
            interpreter.finish()
            lost |= given_up(trace)
        else:
            trace.ran_whole = True
            going_on.append(interpreter)
    while going_on:
        interpreter = going_on.pop(0)
        trace = interpreter.trace
        before = trace.steps
        interpreter.allow(min(budget - before, MOST_UNCALLED, max(left, SMALLEST_SHARE)))
        with _walking(trace):
            interpreter.walk_uncalled(walked)
        left -= trace.steps - before
        walked |= trace.called
        interpreter.finish()
        if trace.exhausted:
            lost |= given_up(trace)
    return traces


def read_as_one(
    entries: Sequence[ParsedModule],
    resolver: Resolver,
    budget: int = PROGRAMS_WORTH_OF_STEPS * SMALLEST_BUDGET,
) -> Trace:
    """Walks several programs one after another, each with a graph of its own, into one trace."""
    interpreter = Interpreter(resolver, budget)
    with _walking(interpreter.trace):
        for entry in entries:
            interpreter.begin_program()
            interpreter.walk_module(entry, "__main__")
            interpreter.trail.clear()
        interpreter.walk_uncalled()
    interpreter.finish()
    return interpreter.trace


@contextmanager
def _walking(trace: Trace) -> Iterator[None]:
    """Notes in the trace if a walk does not come to its end."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEEPEST_RECURSION))
    try:
        with collector_paused():
            yield
    except (BudgetExhausted, RecursionError):
        trace.exhausted = True
    finally:
        sys.setrecursionlimit(limit)


__all__ = ["Interpreter", "ancestors", "read_as_one", "read_program", "read_programs"]
