"""Calls functions instead of objects that hold nothing but arguments for their calls."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import is_text, walk

OF_ITS_OBJECT = "TF315"


class _Refused(Exception):
    """A class that cannot be a function."""


class _Made(NamedTuple):
    """A statement that makes an object: the attribute it is kept in, the call, and the file."""

    statement: ast.Assign
    attribute: str
    call: ast.Call
    path: Path


def call_functions(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Makes a function of the class in whose ``__call__`` the plan stopped; whether it could."""
    if obstacle.code != OF_ITS_OBJECT or any(map(asks_for_names, trees.values())):
        return False
    for path, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and _is_called(node, obstacle.node, trace):
                try:
                    _Class(node, path, trees, trace.symbols).write(edits)
                except _Refused:
                    return False
                return True
    return False


def _is_called(cls: ast.ClassDef, place: ast.AST, trace: Trace) -> bool:
    """Whether a place is the ``__call__`` of a class, or a call of one of its objects."""
    frames = [f for f in trace.frames if f.function is not None and f.function.node in cls.body]
    return any(f.function.name == "__call__" and place in (f.site, f.function.node) for f in frames)  # type: ignore[union-attr]


class _Class:
    """A class with nothing but ``__init__``, which keeps its arguments, and ``__call__``."""

    def __init__(
        self,
        cls: ast.ClassDef,
        path: Path,
        trees: Mapping[Path, ast.Module],
        of_tensorflow: Container[ast.AST],
    ) -> None:
        self.cls = cls
        self.of_tensorflow = of_tensorflow
        self.path = path
        self.trees = trees
        methods = {s.name: s for s in cls.body if isinstance(s, ast.FunctionDef)}
        plain = all(isinstance(s, ast.FunctionDef) or is_text(s) for s in cls.body)
        bases = [ast.unparse(b) for b in cls.bases]
        if set(methods) != {"__init__", "__call__"} or not plain or cls.decorator_list or cls.keywords:
            raise _Refused
        if bases not in ([], ["object"]):
            raise _Refused
        self.begin, self.call = methods["__init__"], methods["__call__"]
        for code in (self.begin, self.call):
            given = code.args
            if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or code.decorator_list:
                raise _Refused
        self.kept = dict(self._kept(self.begin.body))
        self.made = list(self._made())
        self._check()

    def _kept(self, body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
        """The attributes, with the parameters that they keep."""
        receiver, *parameters = [a.arg for a in self.begin.args.args]
        for statement in body:
            if isinstance(statement, ast.With) and all(i.optional_vars is None for i in statement.items):
                yield from self._kept(statement.body)
                continue
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            value = statement.value if isinstance(statement, ast.Assign) else None
            given = isinstance(value, ast.Name) and value.id in parameters
            if given and isinstance(target, ast.Attribute) and ast.unparse(target.value) == receiver:
                yield target.attr, ast.unparse(statement.value)  # type: ignore[attr-defined]
                continue
            if not is_text(statement) and not isinstance(statement, ast.Pass):
                raise _Refused

    def _made(self) -> Iterator[_Made]:
        known: set[ast.AST] = set()
        for path, tree in self.trees.items():
            for node in walk(tree):
                call = node.value if isinstance(node, ast.Assign) else None
                if not isinstance(node, ast.Assign) or not isinstance(call, ast.Call):
                    continue
                if not self._names(call.func):
                    continue
                target = node.targets[0]
                values = [*call.args, *(k.value for k in call.keywords)]
                constant = all(isinstance(v, ast.Constant) for v in values)
                if len(node.targets) > 1 or not isinstance(target, ast.Attribute) or not constant:
                    raise _Refused
                known.add(call.func)
                yield _Made(node, target.attr, call, path)
        for tree in self.trees.values():
            if any(self._names(n) and n not in known for n in walk(tree) if isinstance(n, ast.expr)):
                raise _Refused

    def _names(self, node: ast.expr) -> bool:
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        return name == self.cls.name and node not in self.of_tensorflow

    def _check(self) -> None:
        receiver, *inputs = [a.arg for a in self.call.args.args]
        parameters = [a.arg for a in self.begin.args.args[1:]]
        if set(inputs) & set(parameters) or not self.made:
            raise _Refused
        stored = {n.id for n in walk(self.call) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        own = [n for n in walk(self.call) if isinstance(n, ast.Name) and n.id == receiver]
        held = [n.value for n in walk(self.call) if isinstance(n, ast.Attribute) and n.attr in self.kept]
        if stored & set(parameters) or any(n not in held for n in own):
            raise _Refused
        names = [m.attribute for m in self.made]
        if len(set(names)) != len(names):
            raise _Refused
        paths = {m.attribute: m.path for m in self.made}
        targets = {m.statement.targets[0] for m in self.made}
        for path, tree in self.trees.items():
            called = {n.func for n in walk(tree) if isinstance(n, ast.Call)}
            uses = [n for n in walk(tree) if isinstance(n, ast.Attribute) and n.attr in paths]
            if any(n not in called or paths[n.attr] is not path for n in uses if n not in targets):
                raise _Refused

    # Text -----------------------------------------------------------------------------------------------

    def write(self, edits: Mapping[Path, Edits]) -> None:
        made = {m.attribute: m for m in self.made}
        for path, tree in self.trees.items():
            for node in walk(tree):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in made
                ):
                    self._call(node, made[node.func.attr], edits[path])
        for each in self.made:
            if not edits[each.path].remove_line(each.statement):
                raise _Refused
        self._define(edits[self.path])

    def _call(self, node: ast.Call, made: _Made, edits: Edits) -> None:
        """A call of an object, as one of the function with what the object kept."""
        parameters = [a.arg for a in self.begin.args.args[1:]]
        given = dict(zip(parameters, made.call.args, strict=False))
        given.update({k.arg: k.value for k in made.call.keywords if k.arg is not None})
        words = ", ".join(f"{name}={ast.unparse(value)}" for name, value in given.items())
        edits.replace(*edits.range_of(node.func), ast.unparse(made.call.func))
        _, end = edits.range_of(node)
        if words:
            edits.replace(end - 1, end - 1, f", {words}" if node.args or node.keywords else words)

    def _define(self, edits: Edits) -> None:
        receiver = self.call.args.args[0].arg
        for node in walk(self.call):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == receiver
            ):
                edits.replace(*edits.range_of(node), self.kept[node.attr])
        parameters = [_parameter(a, d) for a, d in (*_with_defaults(self.call), *_with_defaults(self.begin))]
        if _in_wrong_order(parameters):
            raise _Refused
        column = self.cls.col_offset + 4
        lines = [part for s in self.call.body for part in edits.moved(s, column)]
        start, _ = edits.lines_of(self.cls)
        _, end = edits.lines_of(self.cls)
        edits.replace(start, end, f"def {self.cls.name}({', '.join(parameters)}):\n", *lines)


def _with_defaults(code: ast.FunctionDef) -> list[tuple[ast.arg, ast.expr | None]]:
    names = code.args.args[1:]
    missing = [None] * (len(names) - len(code.args.defaults))
    return list(zip(names, [*missing, *code.args.defaults], strict=True))


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    return argument.arg if default is None else f"{argument.arg}={ast.unparse(default)}"


def _in_wrong_order(parameters: list[str]) -> bool:
    """Whether a parameter without a default stands behind one that has it."""
    defaults = ["=" in p for p in parameters]
    return defaults != sorted(defaults)
