"""What imports bind, and the walk through a module at its first import."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Sequence

from tf2codemod.interpret.calls import Calls
from tf2codemod.interpret.expressions import EVERYTHING
from tf2codemod.interpret.machine import ParsedModule
from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import (
    HOST,
    TF,
    Cell,
    Const,
    External,
    Module,
    Unknown,
    Value,
)

TENSORFLOW_MODULES = {"tensorflow.compat.v1": "tf", "tensorflow": "tf", "tf_slim": "tf.contrib.slim"}


def tensorflow_symbol(dotted: str) -> str | None:
    """The canonical name of a module or member of TensorFlow, ``None`` for other packages."""
    for prefix, canonical in TENSORFLOW_MODULES.items():
        if dotted == prefix or dotted.startswith(prefix + "."):
            return canonical + dotted[len(prefix) :]
    return None


class Imports(Calls):
    """Walks import statements."""

    @abstractmethod
    def resolve(self, importer: Module, dotted: str, level: int) -> ParsedModule | None:
        """The project module that an import in a module names."""

    @abstractmethod
    def _run_of(self, statement: ast.stmt, frame: Frame) -> StatementRun:
        """The record of a statement's executions in a frame."""

    def enter(self, frame: Frame, body: Sequence[ast.stmt]) -> bool:
        before = self.statement
        holder = before if before is not None else None
        entry = StatementRun(ast.Pass(), frame, -1, False, self.reached)
        try:
            self.statement = entry
            return self.walk_body(body)
        finally:
            self.statement = holder

    def _walk_dead(self, body: Sequence[ast.stmt]) -> None:
        """Walks statements that are never executed, whose code is converted all the same."""
        if body and not self.is_idle(body):
            with self.dead(body):
                self.explore(lambda: self.walk_body(body), reachable=False, wanted=False)

    def walk_body(self, body: Sequence[ast.stmt]) -> bool:
        frame = self.frame
        for index, statement in enumerate(body):
            run = self._run_of(statement, frame)
            falls = self.running(run, statement)
            if not falls:
                self._walk_dead(body[index + 1 :])
                return False
        return True

    def cell_of(self, name: str) -> Cell:
        frame = self.frame
        if frame.function is None or name in frame.local_names:
            return frame.cell
        return next((c for c in frame.scopes if name in c.slots), frame.module.cell)

    def _walk_Import(self, statement: ast.Import) -> bool:
        for alias in statement.names:
            dotted = alias.name
            symbol = tensorflow_symbol(dotted)
            if symbol is not None:
                value: Value = TF(symbol if alias.asname else "tf")
                name = alias.asname or "tensorflow"
            else:
                module = self.imported(dotted, 0)
                if alias.asname or "." not in dotted:
                    value, name = module, alias.asname or dotted
                else:
                    name = dotted.partition(".")[0]
                    value = self._package(dotted, module)
            self.write(self.cell_of(name), name, value)
        return True

    def _package(self, dotted: str, module: Value) -> Value:
        """The value of the first name of a dotted import, with the rest reachable through attributes."""
        names = dotted.split(".")
        top = self.imported(names[0], 0)
        if isinstance(top, External) and isinstance(module, Module):
            top = Module(module.path, "", Cell(names[0]))
        owner = top
        for index in range(1, len(names)):
            if not isinstance(owner, Module):
                break
            part = module if index == len(names) - 1 else self.imported(".".join(names[: index + 1]), 0)
            if isinstance(part, External) and isinstance(module, Module):
                part = Module(module.path, "", Cell(names[index]))
            owner.cell.slots[names[index]] = part
            owner = part
        return top

    def _walk_ImportFrom(self, statement: ast.ImportFrom) -> bool:
        base = statement.module or ""
        symbol = tensorflow_symbol(base) if not statement.level else None
        for alias in statement.names:
            name = alias.asname or alias.name
            if symbol is not None:
                if alias.name == "*":
                    self.write(self.frame.module.cell, EVERYTHING, TF(symbol))
                    continue
                full = tensorflow_symbol(f"{base}.{alias.name}")
                assert full is not None
                self.write(self.cell_of(name), name, TF(full))
                continue
            module = self.imported(base, statement.level)
            if alias.name == "*":
                self._import_all(module)
            elif isinstance(module, Module) and alias.name in module.cell.slots:
                self.write(self.cell_of(name), name, self.read(module.cell, alias.name) or HOST)
            else:
                inner = self.imported(f"{base}.{alias.name}" if base else alias.name, statement.level)
                if isinstance(inner, External) and isinstance(module, Module):
                    inner = Unknown(f"module {module.name} has no '{alias.name}'")
                self.write(self.cell_of(name), name, inner)
        return True

    def _import_all(self, module: Value) -> None:
        if isinstance(module, Module):
            for key in list(module.cell.slots):
                value = self.read(module.cell, key)
                if isinstance(key, str) and not key.startswith("_") and value is not None:
                    self.write(self.cell_of(key), key, value)

    def imported(self, dotted: str, level: int) -> Value:
        found = self.resolve(self.frame.module, dotted, level)
        return self.walk_module(found) if found is not None else External(dotted)

    def import_module(self, name: str) -> Value:
        return self.imported(name, 0)

    def walk_module(self, parsed: ParsedModule, name: str | None = None) -> Module:
        """The module, walked at its first import as Python would."""
        key = str(parsed.path)
        known = self.modules.get(key)
        if known is not None:
            return known
        cell = Cell(parsed.name)
        module = Module(parsed.path, parsed.name, cell)
        self.modules[key] = module
        self.trace.modules[parsed.path] = module
        cell.slots["__name__"] = Const(name or parsed.name)
        cell.slots["__file__"] = HOST
        frame = Frame(cell, module, None, self.statement, (cell,), frozenset())
        frame.loops_at_entry = len(self.loops)
        self.trace.frames.append(frame)
        self.enter(frame, parsed.tree.body)
        return module
