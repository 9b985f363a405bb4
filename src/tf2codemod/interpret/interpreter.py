"""The walk through a whole program."""

from __future__ import annotations

import ast
import gc
from collections.abc import Callable
from pathlib import Path

from tf2codemod.interpret.machine import BudgetExhausted, ParsedModule
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
SMALLEST_BUDGET = 60_000


class Interpreter(Methods):
    """Walks one program from its entry."""

    def __init__(self, resolver: Resolver, budget: int = SMALLEST_BUDGET) -> None:
        super().__init__({}, budget)
        self.resolver = resolver

    def resolve(self, importer: Module, dotted: str, level: int) -> ParsedModule | None:
        return self.resolver(importer.path, dotted, level)

    # The walk -------------------------------------------------------------------------------------------

    def walk_uncalled(self) -> None:
        """Walks the functions that nothing called, with unknown arguments, so that their code is read too."""
        self.reached = False
        for function in self.definitions:
            if function.node in self.called or isinstance(function.node, ast.Lambda):
                continue
            self.trace.uncalled.append(function)
            names = [a.arg for a in function.node.args.args]
            arguments: list[Value] = [
                Unknown(f"'{function.name}' is never called, so '{n}' is not known") for n in names
            ]
            if function.owner is not None and names:
                arguments[0] = self._instance_for(function.owner)
            module_frame = next(
                (f for f in self.trace.frames if f.module is function.module and f.function is None), None
            )
            if module_frame is None or not module_frame.statements:
                continue
            self.statement = module_frame.statements[-1]
            self.scope.path = ""
            self._call_function(function, arguments, {}, function.node)

    def _instance_for(self, cls: Class) -> Instance:
        for made in self.allocated.values():
            if isinstance(made, Instance) and cls in made.cls.lineage():
                return made
        made = Instance(cls, Cell(cls.node.name))
        self.allocated["instance for", cls.node] = made
        return made


def read_program(entry: ParsedModule, resolver: Resolver, budget: int = SMALLEST_BUDGET) -> Trace:
    """Walks a program from its entry module; the trace says if the walk had to stop before the end."""
    interpreter = Interpreter(resolver, budget)
    collecting = gc.isenabled()
    gc.disable()
    try:
        interpreter.walk_module(entry, "__main__")
        interpreter.walk_uncalled()
    except BudgetExhausted:
        interpreter.trace.exhausted = True
    except RecursionError:
        interpreter.trace.exhausted = True
    finally:
        if collecting:
            gc.enable()
    return interpreter.trace


__all__ = ["Interpreter", "ancestors", "read_program"]
