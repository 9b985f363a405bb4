"""Writes the calls of a function that becomes two."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Function, Module, options_of
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.call_splitting import Whole
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.inlining import names_bound
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

INNER = (ast.Call, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.NamedExpr)


class Halves(NamedTuple):
    """What the two functions are given, hand on and return; the results by their places."""

    name: str
    kept: Sequence[str]
    again: Sequence[str]
    passed: Sequence[str]
    early: Sequence[int]
    late: Sequence[int]

    def defaults(self, code: ast.FunctionDef, edits: Edits) -> dict[str, str]:
        """The defaults of the parameters, which both functions may have."""
        pairs = zip(reversed(code.args.args), reversed(code.args.defaults), strict=False)
        found = {a.arg: d for a, d in pairs}
        if not all(_is_fixed(d) for d in found.values()):
            raise Whole
        return {n: edits.text_of(d) for n, d in found.items()}


class _Call(NamedTuple):
    """A statement that calls the function: its targets, and the texts of what it gives."""

    statement: ast.Assign
    call: ast.Call
    home: Frame
    targets: list[ast.expr]
    given: dict[str, tuple[str, ast.expr]]


class HalfCalls:
    """All calls of a function that becomes two."""

    def __init__(
        self,
        code: ast.FunctionDef,
        path: Path,
        results: Sequence[ast.expr],
        halves: Halves,
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        edits: Mapping[Path, Edits],
    ) -> None:
        self.code = code
        self.path = path
        self.results = results
        self.halves = halves
        self.trace = trace
        self.trees = trees
        self.edits = edits
        self.taken: dict[ast.AST, set[str]] = {}
        self.imports: dict[Path, ast.alias] = {}

    def write(self) -> None:
        """Writes two statements in the place of each call."""
        calls = self._calls()
        if any(map(asks_for_names, self.trees.values())):
            raise Whole
        written = [(c, self._texts(c)) for c in calls]
        for call, (first, second) in written:
            edits = self.edits[call.home.module.path]
            indent = "\n" + " " * call.statement.col_offset
            edits.replace(*edits.range_of(call.statement), first + indent + second)
        for path, alias in self.imports.items():
            _, end = self.edits[path].range_of(alias)  # type: ignore[arg-type]
            self.edits[path].replace(end, end, f", {self.halves.name}")

    # Reading --------------------------------------------------------------------------------------------

    def _calls(self) -> list[_Call]:
        """The calls of the function; raises where it may be called otherwise."""
        found: dict[ast.Call, list[Frame]] = {}
        for frame in self.trace.frames:
            for call in frame.calls:
                given = [*call.args, *(k.value for k in call.keywords)]
                if any(self._may_be(frame, a) for a in given) and not _is_of_program(frame, call):
                    raise Whole
                if self._may_be(frame, call.func):
                    if len(list(options_of(frame.values[call.func]))) != 1:
                        raise Whole
                    found.setdefault(call, []).append(frame)
        sites = {f.site for f in self.trace.frames if f.function is not None and f.function.node is self.code}
        every = all(f in found[c] for c in found for f in self.trace.frames if c in f.values)
        if not found or not sites <= set(found) or not every:
            raise Whole
        return [self._call(call, frames) for call, frames in found.items()]

    def _may_be(self, frame: Frame, expr: ast.expr) -> bool:
        value = frame.values.get(expr)
        return value is not None and any(
            isinstance(o, Function) and o.node is self.code for o in options_of(value)
        )

    def _call(self, call: ast.Call, frames: Sequence[Frame]) -> _Call:
        statements = (s for f in frames for s in f.by_node if isinstance(s, ast.Assign) and s.value is call)
        statement = next(statements, None)
        target = statement.targets[0] if statement is not None and len(statement.targets) == 1 else None
        if statement is None or not isinstance(target, ast.Tuple) or len(target.elts) != len(self.results):
            raise Whole
        if not all(isinstance(t, (ast.Name, ast.Attribute)) and only_reads(t) for t in target.elts):
            raise Whole
        names = [n for n in map(ast.unparse, target.elts) if n != "_"]
        if len(set(names)) < len(names):
            raise Whole
        return _Call(statement, call, frames[0], target.elts, self._given(call, frames))

    def _given(self, call: ast.Call, frames: Sequence[Frame]) -> dict[str, tuple[str, ast.expr]]:
        """What a call gives to each parameter."""
        edits = self.edits[frames[0].module.path]
        names = [a.arg for a in self.code.args.args]
        if any(isinstance(a, ast.Starred) for a in call.args) or len(call.args) > len(names):
            raise Whole
        found = {n: (edits.text_of(a), a) for n, a in zip(names, call.args, strict=False)}
        for keyword in call.keywords:
            if keyword.arg is None:
                raise Whole
            found[keyword.arg] = edits.text_of(keyword.value), keyword.value
        if not set(found) <= set(names):
            raise Whole
        return found

    # Text -----------------------------------------------------------------------------------------------

    def _texts(self, call: _Call) -> tuple[str, str]:
        halves, given = self.halves, call.given
        if not all(n in given for n in (*halves.kept, *halves.again) if n not in self._with_defaults()):
            raise Whole
        both = [p for p in halves.kept if p in halves.again and p in given]
        if any(isinstance(n, INNER) for p in both for n in walk(given[p][1])):
            raise Whole
        names = self._names_of_passed(call)
        targets = []
        for index in halves.early:
            result, target = self.results[index], ast.unparse(call.targets[index])
            named = isinstance(result, ast.Name) and target == "_" and result.id in halves.passed
            targets.append(names[result.id] if named and isinstance(result, ast.Name) else target)
        returned = {e.id for i in halves.early if isinstance(e := self.results[i], ast.Name)}
        targets += [names[n] for n in halves.passed if n not in returned]
        later = [given[p][1] for p in halves.again if p in given]
        read = {ast.unparse(n) for e in later for n in walk(e) if isinstance(n, (ast.Name, ast.Attribute))}
        if read & set(targets) or any(isinstance(n, INNER) for e in later for n in walk(e)):
            raise Whole
        func = self.edits[call.home.module.path].text_of(call.call.func)
        first = f"{', '.join(targets)} = {func}({', '.join(self._passed_on(halves.kept, [], given))})"
        moved = self._passed_on(halves.again, [names[n] for n in halves.passed], given)
        bound = [ast.unparse(call.targets[i]) for i in halves.late]
        return first, f"{', '.join(bound)} = {self._second(call)}({', '.join(moved)})"

    def _second(self, call: _Call) -> str:
        """How the module of a call names the second function."""
        name, home = self.halves.name, call.home
        here = home.module.path
        local = names_bound(home.function.node) if home.function is not None else set()
        if here == self.path and name not in local:
            return name
        slots = home.module.cell.slots
        for word, value in slots.items():
            module = isinstance(value, Module) and value.path == self.path
            if module and isinstance(word, str) and word not in local:
                return f"{word}.{name}"
        for node in walk(self.trees[here]):
            for alias in node.names if isinstance(node, ast.ImportFrom) else ():
                if alias.name == self.code.name and alias.asname is None:
                    self.imports[here] = alias
                    return name
        raise Whole

    def _names_of_passed(self, call: _Call) -> dict[str, str]:
        """What the caller calls the values that go from the first function to the second."""
        found: dict[str, str] = {}
        for index in self.halves.early:
            result, target = self.results[index], ast.unparse(call.targets[index])
            if isinstance(result, ast.Name) and target != "_":
                found.setdefault(result.id, target)
        tree, function = self.trees[call.home.module.path], call.home.function
        scope: ast.AST = tree if function is None else function.node
        taken = self.taken.setdefault(scope, set(names_in(scope)) | names_bound(tree))
        for name in self.halves.passed:
            if name not in found:
                found[name] = fresh(name, taken)
                taken.add(found[name])
        return found

    def _with_defaults(self) -> set[str]:
        pairs = zip(reversed(self.code.args.args), reversed(self.code.args.defaults), strict=False)
        return {a.arg for a, _ in pairs}

    def _passed_on(
        self, parameters: Sequence[str], values: Sequence[str], given: Mapping[str, tuple[str, ast.expr]]
    ) -> list[str]:
        """The arguments of a call: by position without defaults, by keyword with them."""
        optional = self._with_defaults()
        found = [*values, *(given[n][0] for n in parameters if n not in optional)]
        return [*found, *(f"{n}={given[n][0]}" for n in parameters if n in optional and n in given)]


def _is_of_program(frame: Frame, call: ast.Call) -> bool:
    value = frame.values.get(call.func)
    return value is not None and all(isinstance(o, Function) for o in options_of(value))


def _is_fixed(default: ast.expr) -> bool:
    """Whether a default may be written twice: it is a constant, or a function of a module."""
    if isinstance(default, ast.Tuple):
        return all(map(_is_fixed, default.elts))
    if isinstance(default, ast.Call):
        return False
    return isinstance(default, ast.Constant) or only_reads(default)


__all__ = ["HalfCalls", "Halves"]
