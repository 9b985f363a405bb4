"""Gives methods the tensors of their object that they read as arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Instance, Node
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_fixed
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.given_tensors import NOT_GIVEN, add_parameters
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import attributes_in, functions_in, is_of_module
from tf2codemod.tree import walk

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

ANEW = ("placeholder", "tensor")


class _Refused(Exception):
    """A method that cannot be given what it reads."""


def give_attributes(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets the method in which the plan stopped take tensors of its object as arguments; whether it could."""
    if obstacle.code != NOT_GIVEN or any(map(asks_for_names, trees.values())):
        return False
    for path, tree in trees.items():
        for cls in (s for s in tree.body if isinstance(s, ast.ClassDef)):
            for method in _methods(cls).values():
                if obstacle.node in walk(method):
                    return _give(method, _Giving(trace, trees, path, cls), edits[path])
    return False


def _give(method: ast.FunctionDef, giving: _Giving, edits: Edits) -> bool:
    """Gives a method its tensors, and those of its class that it resembles."""
    try:
        giving.give(method, edits)
    except _Refused:
        return False
    for other in giving.alike(method):
        with suppress(_Refused):
            giving.give(other, edits)
    return True


def _methods(cls: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    return {s.name: s for s in cls.body if isinstance(s, ast.FunctionDef)}


class _Giving:
    """What the methods of one class that return tensors are to be given."""

    def __init__(self, trace: Trace, trees: Mapping[Path, ast.Module], path: Path, cls: ast.ClassDef) -> None:
        self.trees, self.path = trees, path
        self.given: set[ast.FunctionDef] = set()
        self.methods = _methods(cls)
        self.frames: dict[ast.AST, list[Frame]] = {}
        for frame in trace.frames:
            if frame.function is not None and frame.function.node in self.methods.values():
                self.frames.setdefault(frame.function.node, []).append(frame)

    def give(self, first: ast.FunctionDef, edits: Edits) -> None:
        """Writes the parameters and what the calls give; raises ``_Refused`` before it writes anything."""
        if len(first.args.args) < 2:
            raise _Refused  # what is computed from the object alone may be a part of its graph
        reads: dict[ast.FunctionDef, dict[str, list[ast.Attribute]]] = {}
        calls: dict[ast.FunctionDef, list[ast.Call]] = {}
        pending = [first]
        while pending:
            method = pending.pop()
            if method not in reads:
                reads[method] = self._tensors_read(method)
                calls[method] = self._calls_of(method)
                called = [m for m in self.methods.values() if self._called_in(m, method) and self._reads(m)]
                pending.extend(called)
        wanted = {method: list(found) for method, found in reads.items()}
        changed = True
        while changed:  # who calls a method must have what it is given
            changed = False
            for method, given in wanted.items():
                for other in wanted:
                    more = [n for n in wanted[other] if n not in given and self._called_in(other, method)]
                    given.extend(more)
                    changed = changed or bool(more)
        if not wanted[first] or not self.given.isdisjoint(wanted):
            raise _Refused
        self.given.update(wanted)
        names = {m: self._parameter_names(m, given) for m, given in wanted.items()}
        for method, own in names.items():
            for call in calls[method]:
                around = self._method_around(call)
                inner = names.get(around, {})
                given = [inner.get(a) or f"{_receiver(around)}.{a}" for a in own]
                if call.keywords or len(call.args) + 1 < len(method.args.args):
                    given = [f"{new}={value}" for new, value in zip(own.values(), given, strict=True)]
                _, end = edits.range_of(call)
                edits.replace(end - 1, end - 1, ", " * bool(call.args or call.keywords) + ", ".join(given))
            for attribute, new in own.items():
                for node in reads[method].get(attribute, ()):
                    edits.replace(*edits.range_of(node), new)
            add_parameters(method, list(own.values()), edits)

    def alike(self, method: ast.FunctionDef) -> list[ast.FunctionDef]:
        """The other methods that take arguments, read tensors, and are only called for what they return."""
        alone = [s.value for m in self.methods.values() for s in walk(m) if isinstance(s, ast.Expr)]
        unread = {c.func.attr for c in alone if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute)}
        return [
            other
            for other in self.methods.values()
            if other is not method and other not in self.given and len(other.args.args) > 1
            if other.name not in unread and self._reads(other)
        ]

    def _parameter_names(self, method: ast.FunctionDef, attributes: list[str]) -> dict[str, str]:
        inside = {n.id for n in walk(method) if isinstance(n, ast.Name)} | {
            n.arg for n in walk(method) if isinstance(n, ast.arg)
        }
        names: dict[str, str] = {}
        for attribute in attributes:
            taken = names_in(self.trees[self.path]) if attribute in inside else set()
            names[attribute] = fresh(attribute, taken | set(names.values()))
        return names

    def _reads(self, method: ast.FunctionDef) -> bool:
        """Whether a method reads tensors of its object."""
        return any(True for _ in self._places(method))

    def _places(self, method: ast.FunctionDef) -> Iterator[tuple[ast.Attribute, Node]]:
        """Where a method reads tensors of its object that are made anew at each run."""
        for frame in self.frames.get(method, ()):
            own = frame.cell.slots.get(frame.receiver)
            if not isinstance(own, Instance):
                continue
            for node in walk(method):
                if isinstance(node, ast.Attribute) and _is_of(node, frame.receiver):
                    value = own.cell.slots.get(node.attr)
                    if isinstance(value, Node) and value.kind in ANEW and not is_fixed(value):
                        yield node, value

    def _tensors_read(self, method: ast.FunctionDef) -> dict[str, list[ast.Attribute]]:
        """The tensors of its object that each call of a method reads, with the places."""
        arguments = method.args
        plain = not (arguments.vararg or arguments.kwarg or arguments.kwonlyargs or method.decorator_list)
        if not plain or method.name.startswith("__"):
            raise _Refused
        if any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.Await)) for n in walk(method)):
            raise _Refused
        found: dict[str, list[ast.Attribute]] = {}
        for node, _ in self._places(method):
            places = found.setdefault(node.attr, [])
            if node not in places:
                places.append(node)
        for attribute, places in found.items():
            every = [n for tree in self.trees.values() for n in attributes_in(tree).get(attribute, ())]
            stores = [n for n in every if not isinstance(n.ctx, ast.Load)]
            if len(stores) != 1 or self._method_around(stores[0]) is method:
                raise _Refused
            for frame in self.frames[method]:
                if not any(isinstance(frame.values.get(n), Node) for n in places):
                    raise _Refused  # a call that does not read it may come before it is set
        return found

    def _calls_of(self, method: ast.FunctionDef) -> list[ast.Call]:
        """The calls of a method, all of them by methods of its class of their own object."""
        if sum(len(functions_in(tree).get(method.name, ())) for tree in self.trees.values()) != 1:
            raise _Refused
        named = [
            n
            for tree in self.trees.values()
            for n in attributes_in(tree).get(method.name, ())
            if not is_of_module(n, tree)
        ]
        calls = [
            n
            for around in self.methods.values()
            for n in walk(around)
            if isinstance(n, ast.Call) and n.func in named and _is_of(n.func, _receiver(around))
        ]
        if not calls or len(calls) != len(named):
            raise _Refused
        for call in calls:
            if any(isinstance(a, ast.Starred) for a in call.args) or any(not k.arg for k in call.keywords):
                raise _Refused
            if _receiver(self._method_around(call)) in _bound_in(self._method_around(call)):
                raise _Refused
        return calls

    def _called_in(self, method: ast.FunctionDef, around: ast.FunctionDef) -> bool:
        receiver = _receiver(around)
        return any(
            isinstance(n, ast.Call) and _is_of(n.func, receiver) and _is_named(n.func, method.name)
            for n in walk(around)
        )

    def _method_around(self, node: ast.AST) -> ast.FunctionDef:
        for method in self.methods.values():
            if node in walk(method):
                return method
        raise _Refused


def _receiver(method: ast.FunctionDef) -> str:
    return method.args.args[0].arg if method.args.args else ""


def _bound_in(method: ast.FunctionDef) -> set[str]:
    """The names that the code of a method binds, apart from its own parameters."""
    stored = {n.id for n in walk(method) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    inner = [n for n in walk(method) if isinstance(n, FUNCTIONS) and n is not method]
    return stored | {a.arg for f in inner for a in walk(f.args) if isinstance(a, ast.arg)}


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name


def _is_of(node: ast.AST, receiver: str) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == receiver
