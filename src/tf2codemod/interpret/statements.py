"""What statements do: assignments, branches, loops, scopes, definitions and imports."""

from __future__ import annotations

import ast
import functools
from abc import abstractmethod
from collections.abc import Callable, Sequence

from tf2codemod.interpret.calls import local_names
from tf2codemod.interpret.expressions import LONGEST_KNOWN
from tf2codemod.interpret.imports import Imports
from tf2codemod.interpret.machine import Changes
from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    Bound,
    Cell,
    Class,
    Const,
    External,
    Function,
    Instance,
    Items,
    Mapping,
    Module,
    Node,
    Thing,
    Union,
    Unknown,
    Value,
    join,
    nodes_in,
    options_of,
)
from tf2codemod.tree import remembered, stored_names, walk

LONGEST_UNROLLED_HOST_LOOP = 4
PASSES_OF_A_LOOP = 2
COSTLY_TURNS = 80


class Statements(Imports):
    """Walks statements in execution order."""

    @abstractmethod
    def enter_context(self, item: ast.withitem) -> tuple[Value, Callable[[], None]]:
        """Evaluates a context manager; gives what ``as`` binds, and the action at the end of the block."""

    # Bodies ---------------------------------------------------------------------------------------------

    def _lambda(self, frame: Frame, code: ast.Lambda) -> Value:
        before = self.statement
        body = ast.copy_location(ast.Expr(code.body), code.body)
        self.statement = StatementRun(body, frame, 0, False, self.reached)
        frame.statements.append(self.statement)
        try:
            return self.evaluate(code.body)
        finally:
            self.statement = before

    def _run_of(self, statement: ast.stmt, frame: Frame) -> StatementRun:
        known = frame.by_node.get(statement)
        if known is None:
            looped = bool(self.loops) and self.frame_loops(frame)
            known = StatementRun(statement, frame, len(frame.statements), looped, self.reached)
            frame.by_node[statement] = known
            frame.statements.append(known)
        known.times += 1
        known.reached = known.reached or self.reached
        return known

    def frame_loops(self, frame: Frame) -> bool:
        return len(self.loops) > frame.loops_at_entry

    def _walk_Expr(self, statement: ast.Expr) -> bool:
        self.evaluate(statement.value)
        return True

    def _walk_Return(self, statement: ast.Return) -> bool:
        value = NONE if statement.value is None else self.evaluate(statement.value)
        frame = self.frame
        if self.leave():
            frame.returned = value if frame.returned is None else join(frame.returned, value)
        return False

    def _walk_Raise(self, statement: ast.Raise) -> bool:
        if statement.exc is not None:
            self.evaluate(statement.exc)
        return False

    def _walk_Break(self, statement: ast.Break) -> bool:
        return True

    def _walk_Continue(self, statement: ast.Continue) -> bool:
        return True

    def _walk_Assert(self, statement: ast.Assert) -> bool:
        self.evaluate(statement.test)
        if statement.msg is not None:
            self.evaluate(statement.msg)
        return True

    def _walk_Delete(self, statement: ast.Delete) -> bool:
        for target in statement.targets:
            if isinstance(target, ast.Name):
                self.evaluate(target)
                self.erase(self.cell_of(target.id), target.id)
            elif isinstance(target, ast.Attribute):
                owner = self.evaluate(target.value)
                if isinstance(owner, Instance):
                    self.erase(owner.cell, target.attr)
        return True

    # Assignment -----------------------------------------------------------------------------------------

    def _walk_Assign(self, statement: ast.Assign) -> bool:
        value = self.evaluate(statement.value)
        for target in statement.targets:
            self.assign(target, value)
        return True

    def _walk_AnnAssign(self, statement: ast.AnnAssign) -> bool:
        if statement.value is not None:
            self.assign(statement.target, self.evaluate(statement.value))
        return True

    def _walk_AugAssign(self, statement: ast.AugAssign) -> bool:
        target = statement.target
        load: ast.expr
        if isinstance(target, ast.Name):
            current = self.named(target.id, target)
        elif isinstance(target, ast.Attribute):
            current = self.attribute(self.evaluate(target.value), target.attr, target)
        else:
            load = target
            current = self.subscript(self.evaluate(target.value), self.evaluate(target.slice), load)
        value = self.evaluate(statement.value)
        extends = isinstance(statement.op, ast.Add) and isinstance(value, (Items, Union))
        if extends and isinstance(current, Items) and current.kind == "list":
            self._list_method(current, "extend", (value,), {})
            self.assign(target, current)
            return True
        self.assign(target, self.combine(type(statement.op), current, value, statement))
        return True

    def bind(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            cell = self.frame.cell
            cell.slots[target.id] = value
            cell.writers[target.id] = self.writer()
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element, part in zip(target.elts, self._unpack(target, value), strict=True):
                self.bind(element, part)

    def assign(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            self.frame.values[target] = value
            self.write(self.cell_of(target.id), target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element, part in zip(target.elts, self._unpack(target, value), strict=True):
                self.assign(element.value if isinstance(element, ast.Starred) else element, part)
        elif isinstance(target, ast.Attribute):
            self.frame.values[target] = value
            self._assign_attribute(self.evaluate(target.value), target.attr, value)
        elif isinstance(target, ast.Subscript):
            owner = self.evaluate(target.value)
            index = self.evaluate(target.slice)
            for option in options_of(owner):
                if isinstance(option, Mapping):
                    self.put(option, index, value)
                elif isinstance(option, Items):
                    self._assign_element(option, index, value, isinstance(target.slice, ast.Slice))
                elif isinstance(option, Thing):
                    self.write(option.cell, index, value)
                elif isinstance(option, Instance):
                    setter = option.cls.lookup("__setitem__")
                    if isinstance(setter, Function):
                        self.invoke(Bound(option, setter), (index, value), {}, target)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value)

    def _assign_attribute(self, owner: Value, name: str, value: Value) -> None:
        several = isinstance(owner, Union)
        for option in options_of(owner):
            if isinstance(option, (Instance, Class, Module, Thing)):
                old = option.cell.slots.get(name)
                self.write(option.cell, name, join(old, value) if several and old is not None else value)
            elif isinstance(option, Mapping):
                self.put(option, Const(name), value)
            elif isinstance(option, Function):
                self.write(option.module.cell, (option.node, name), value)

    def _assign_element(self, owner: Items, index: Value, value: Value, is_slice: bool) -> None:
        position = index.value if isinstance(index, Const) and isinstance(index.value, int) else None
        if (
            position is not None
            and -len(owner.prefix) <= position < len(owner.prefix)
            and not self.summarising
        ):
            self.write(owner.cell, position % len(owner.prefix), value)
        elif not is_slice and owner.rest is None and not nodes_in(value) and not nodes_in(owner):
            for place, old in enumerate(owner.prefix):  # one of them, and the list stays as long as it is
                self.write(owner.cell, place, join(old, value))
        else:
            self._blur(owner, value)

    def _unpack(self, target: ast.Tuple | ast.List, value: Value) -> list[Value]:
        count = len(target.elts)
        starred = next((i for i, e in enumerate(target.elts) if isinstance(e, ast.Starred)), None)
        if isinstance(value, Union):
            columns = [self._unpack(target, o) for o in value.options if o != NONE]
            if columns:
                result = columns[0]
                for column in columns[1:]:
                    result = [join(a, b) for a, b in zip(result, column, strict=True)]
                return result
        if isinstance(value, Items):
            for key in list(value.cell.slots):
                self.read(value.cell, key)
            prefix = list(value.prefix)
            if value.rest is None and starred is not None and len(prefix) >= count - 1:
                tail = count - starred - 1
                middle = self.items("list", prefix[starred : len(prefix) - tail])
                return [*prefix[:starred], middle, *prefix[len(prefix) - tail :]]
            if value.rest is None and len(prefix) == count:
                return prefix
            return [prefix[i] if i < len(prefix) else self.summary(value) for i in range(count)]
        if isinstance(value, Node):
            return [self._part(value, i, target) for i in range(count)]
        if isinstance(value, Mapping):
            keys = list(value.known)
            return keys if len(keys) == count else [HOST] * count
        if isinstance(value, Thing):
            return [self.call_method(value, f"part {i}", (), {}, target) for i in range(count)]
        return [value if isinstance(value, Unknown) else HOST] * count

    # Branches -------------------------------------------------------------------------------------------

    def _walk_If(self, statement: ast.If) -> bool:
        truth = self.truth(self.evaluate(statement.test))
        if truth is False and statement in self.read_elsewhere:
            self.trace.left_out = self.trace.partial = True
            return self.branch([(lambda: self.walk_body(statement.orelse), True)])
        if truth is False:
            self._walk_dead(statement.body)
            return self.branch([(lambda: self.walk_body(statement.orelse), True)])
        arms = [(lambda: self.walk_body(statement.body), True)]
        if truth is None:
            arms.append((lambda: self.walk_body(statement.orelse), True))
        falls = self.branch(arms)
        if truth is True:
            self._walk_dead(statement.orelse)
        return falls

    def _walk_Try(self, statement: ast.Try) -> bool:
        mark = len(self.trail)
        falls, whole = self.explore(lambda: self.walk_body(statement.body))
        if falls:
            self.merge([whole])
            falls, rest = self.explore(lambda: self.walk_body(statement.orelse))
            self.merge([rest])
        outcomes = [self._undo(mark)] if falls else []
        if not falls:
            self._undo(mark)
        for handler in statement.handlers:
            caught, changes = self.explore(lambda handler=handler: self._handle(handler, whole))  # type: ignore[misc]
            if caught:
                outcomes.append(changes)
        self.merge(outcomes)
        return self.walk_body(statement.finalbody) and bool(outcomes)

    def _handle(self, handler: ast.ExceptHandler, attempted: Changes) -> bool:
        """Walks a handler, before which any part of the attempt may have happened."""
        self.merge([{}, attempted])
        if handler.type is not None:
            self.evaluate(handler.type)
        if handler.name:
            self.write(self.frame.cell, handler.name, HOST)
        return self.walk_body(handler.body)

    _walk_TryStar = _walk_Try

    def _walk_With(self, statement: ast.With) -> bool:
        exits = []
        for item in statement.items:
            value, leave = self.enter_context(item)
            exits.append(leave)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value)
        try:
            return self.walk_body(statement.body)
        finally:
            for leave in reversed(exits):
                leave()

    _walk_AsyncWith = _walk_With

    # Loops ----------------------------------------------------------------------------------------------

    def elements(self, value: Value) -> tuple[Sequence[Value], bool]:
        if isinstance(value, Items) and value.rest is None:
            for key in list(value.cell.slots):
                self.read(value.cell, key)
            return value.prefix, True
        if isinstance(value, Mapping) and value.rest is None:
            return tuple(value.known), True
        if isinstance(value, Const) and isinstance(value.value, str) and len(value.value) <= LONGEST_KNOWN:
            return tuple(Const(c) for c in value.value), True
        if isinstance(value, Union):
            return self._elements_of_each([o for o in value.options if o != NONE])
        if isinstance(value, Thing) and value.kind == "dataset":
            return (self.call_method(value, "element", (), {}, value.expr),), False
        return (self.summary(value),), False

    def _elements_of_each(self, options: Sequence[Value]) -> tuple[Sequence[Value], bool]:
        """The elements of one of several containers: position by position if all have equally many."""
        found = [self.elements(option) for option in options]
        if all(exact for _, exact in found) and len({len(row) for row, _ in found}) == 1:
            return [
                functools.reduce(join, column) for column in zip(*(row for row, _ in found), strict=True)
            ], True
        every = [value for row, _ in found for value in row]
        return ([functools.reduce(join, every)], False) if every else ((), True)

    def _walk_For(self, statement: ast.For) -> bool:
        iterable = self.evaluate(statement.iter)
        values, exact = self.elements(iterable)
        plain = all(isinstance(v, Const) for v in values)
        limit = LONGEST_KNOWN if not plain or builds_graph(statement) else LONGEST_UNROLLED_HOST_LOOP
        if exact and len(values) <= limit:
            runs, nodes, steps = len(self.trace.runs), len(self.trace.nodes), self.trace.steps
            for index, value in enumerate(values):
                runs_graph = len(self.trace.runs) > runs
                only_costs = len(self.trace.nodes) == nodes and self.trace.steps > steps + COSTLY_TURNS
                if plain and index >= LONGEST_UNROLLED_HOST_LOOP and (runs_graph or only_costs):
                    # such turns are alike: the others are walked as any number of them
                    self._repeat(statement, statement.body, lambda: self.assign(statement.target, HOST))
                    break
                with self.looping((statement, index)):
                    self.assign(statement.target, value)
                    if not self.walk_body(statement.body):
                        break
        else:
            summary = self.summary(iterable) if exact else values[0]
            if plain and exact:
                summary = HOST
            self._repeat(statement, statement.body, lambda: self.assign(statement.target, summary))
        return self.walk_body(statement.orelse)

    _walk_AsyncFor = _walk_For

    def _walk_While(self, statement: ast.While) -> bool:
        truth = self.truth(self.evaluate(statement.test))
        self._repeat(statement, statement.body, lambda: None, reachable=truth is not False)
        self.evaluate(statement.test)
        return self.walk_body(statement.orelse)

    def _repeat(
        self,
        statement: ast.stmt,
        body: Sequence[ast.stmt],
        prepare: Callable[[], None],
        reachable: bool = True,
    ) -> None:
        """Walks a body for any number of turns: what it assigns is forgotten first, then joined."""
        self._forget_constants(body)
        start = len(self.trail)
        for _ in range(PASSES_OF_A_LOOP if len(self.loops) < 3 else 1):
            self.put_back_counts(start)

            def turn() -> bool:
                before, self.turn_began = self.turn_began, self.trace.steps
                try:
                    with self.looping((statement, "any")):
                        prepare()
                        self.walk_body(body)
                finally:
                    self.turn_began = before
                return True

            self.branch([(lambda: True, True), (turn, reachable)])

    def _forget_constants(self, body: Sequence[ast.stmt]) -> None:
        for statement in body:
            for name in stored_names(statement):
                cell = self.cell_of(name)
                value = cell.slots.get(name)
                if isinstance(value, Const) and value.value is not None:
                    writers = cell.writers.get(name)
                    cell.slots[name] = HOST
                    if writers is not None:
                        cell.writers[name] = writers

    # Definitions ----------------------------------------------------------------------------------------

    def _walk_FunctionDef(self, statement: ast.FunctionDef) -> bool:
        frame = self.frame
        made: Value = Function(statement, frame.module, self.closure(), self.default_values(statement.args))
        self.definitions.append(made)  # type: ignore[arg-type]
        for decorator in reversed(statement.decorator_list):
            applied = self.evaluate(decorator)
            if isinstance(applied, (Function, Bound, Class)):
                made = self.invoke(applied, (made,), {}, decorator)
            elif isinstance(applied, External) and applied.dotted == "builtins.property":
                continue  # found by the lookup of attributes
        self.write(self.cell_of(statement.name), statement.name, made)
        return True

    def _walk_AsyncFunctionDef(self, statement: ast.AsyncFunctionDef) -> bool:
        made = Function(statement, self.frame.module, self.closure(), self.default_values(statement.args))
        self.write(self.cell_of(statement.name), statement.name, made)
        return True

    def _walk_ClassDef(self, statement: ast.ClassDef) -> bool:
        frame = self.frame
        bases = tuple(self.evaluate(b) for b in statement.bases)
        made = Class(statement, frame.module, bases, Cell(statement.name))
        names = frozenset(
            local_names(ast.FunctionDef(name="", args=NO_ARGUMENTS, body=statement.body, decorator_list=[]))
        )
        inner = Frame(made.cell, frame.module, None, self.statement, self.closure(), names)
        self.trace.frames.append(inner)
        self.enter(inner, statement.body)
        for name, value in list(made.cell.slots.items()):
            if isinstance(value, Function) and value.node in statement.body:
                made.cell.slots[name] = Function(
                    value.node, value.module, self.closure(), value.defaults, made
                )
                self.definitions.append(made.cell.slots[name])  # type: ignore[arg-type]
        self.write(self.cell_of(statement.name), statement.name, made)
        return True

    # Imports --------------------------------------------------------------------------------------------


@remembered
def builds_graph(statement: ast.For) -> bool:
    """Whether the turns of a loop over constants are worth telling apart."""
    for node in walk(statement):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in {"run", "eval"}:
                return False
    return True


NO_ARGUMENTS = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
