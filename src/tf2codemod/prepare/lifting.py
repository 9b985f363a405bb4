"""Takes functions out of the functions that they are defined in, where these cannot keep them."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
OF_THEIR_PLACE = (ast.Nonlocal, ast.Global, ast.ClassDef, ast.AnnAssign, ast.AsyncFunctionDef)
OF_CLASSES = frozenset(("super", "__class__"))
INDENT = 4


class _Refused(Exception):
    """A function that must stay where it is."""


class _Place(NamedTuple):
    """A function that holds others: the statement of its module that it is, or the class of it."""

    code: ast.FunctionDef
    top: ast.stmt
    path: Path

    @property
    def is_method(self) -> bool:
        return self.top is not self.code


def lift_inner_functions(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Defines the inner functions that build the graph beside the function in which the plan stopped."""
    if any(map(asks_for_names, trees.values())):
        return False
    building = {f.function.node for n in trace.nodes for f in (n.made.frame,) if f.function is not None}
    for place in _places(trees):
        if obstacle.node not in walk(place.code):
            continue
        inner = [s for s in _straight(place.code.body) if isinstance(s, ast.FunctionDef)]
        if not any(s in building for s in inner):
            continue
        try:
            _Lifting(place, inner, trees, edits[place.path]).write()
        except _Refused:
            continue
        return True
    return False


def _places(trees: Mapping[Path, ast.Module]) -> Iterator[_Place]:
    """The functions of the modules and the methods of their classes."""
    for path, tree in trees.items():
        for top in tree.body:
            for code in top.body if isinstance(top, ast.ClassDef) else [top]:
                if isinstance(code, ast.FunctionDef):
                    yield _Place(code, top, path)


def _straight(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that surely run once, one after the other."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.With):
            yield from _straight(statement.body)


class _Lifting:
    """The functions that one function defines, and what they read of it."""

    def __init__(
        self, place: _Place, inner: list[ast.FunctionDef], trees: Mapping[Path, ast.Module], edits: Edits
    ) -> None:
        self.place = place
        self.inner = {s.name: s for s in inner}
        self.edits = edits
        self.trees = trees
        given = place.code.args.args
        plain = place.is_method and given and not place.code.decorator_list
        self.receiver = given[0].arg if plain else ""
        if len(self.inner) < len(inner):
            raise _Refused
        for code in inner:
            self._check(code)
        free = self._free_names(edits.text)
        self.extra = {name: list(self._extra(name, free)) for name in self.inner}
        taken = names_taken(trees.values())
        self.names: dict[str, str] = {}
        for name, code in self.inner.items():
            self.names[name] = name if self._is_alone(name, code) else fresh(name, taken)
            taken.add(self.names[name])

    def _check(self, code: ast.FunctionDef) -> None:
        """A function must not depend on where it stands but by the names that it reads when it is called."""
        given = code.args
        arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        defaults = [*given.defaults, *(d for d in given.kw_defaults if d is not None)]
        if code.decorator_list or code.returns is not None or any(a.annotation for a in arguments):
            raise _Refused
        if any(isinstance(n, OF_THEIR_PLACE) for n in walk(code)):
            raise _Refused
        own = _bound(self.place.code)
        if any(isinstance(n, ast.Name) and n.id in own for d in defaults for n in walk(d)):
            raise _Refused
        if not all(isinstance(d, (ast.Constant, ast.Attribute, ast.Name)) for d in defaults):
            raise _Refused
        words = {n.id for n in walk(code) if isinstance(n, ast.Name)}
        words |= {n.attr for n in walk(code) if isinstance(n, ast.Attribute)}
        if words & OF_CLASSES or (self.place.is_method and any(_is_mangled(w) for w in words)):
            raise _Refused
        others = [n for n in walk(self.place.code) if n is not code]
        if any(code.name in (_stored(n), getattr(n, "arg", None), getattr(n, "name", None)) for n in others):
            raise _Refused
        if any(isinstance(n, ast.Nonlocal) for n in walk(self.place.code)):
            raise _Refused

    def _free_names(self, text: str) -> dict[str, set[str]]:
        """What each inner function reads of the function around it."""
        lines = {code.lineno: name for name, code in self.inner.items()}
        found = {}
        for table in _tables(symtable.symtable(text, "text", "exec")):
            name = lines.get(table.get_lineno())
            if name == table.get_name() and isinstance(table, symtable.Function):
                found[name] = set(table.get_frees())
        if found.keys() != self.inner.keys():
            raise _Refused
        return found

    def _extra(self, name: str, free: Mapping[str, set[str]]) -> Iterator[str]:
        """What a function, and those that it calls, must be given; the receiver first."""
        pending, seen = [name], {name}
        found: set[str] = set()
        while pending:
            current = pending.pop()
            own = _bound(self.inner[current])
            for each in free[current] - seen:
                if each in self.inner:
                    seen.add(each)
                    pending.append(each)
            found |= free[current] - self.inner.keys()
            if current != name and found & own:
                raise _Refused
        if found & _bound(self.inner[name]):
            raise _Refused
        yield from sorted(found, key=lambda each: (each != self.receiver, each))

    def _is_alone(self, name: str, code: ast.FunctionDef) -> bool:
        """Whether nothing else of the program is called like a function."""
        inside = set(walk(self.place.code))
        for tree in self.trees.values():
            for node in walk(tree):
                words = (_stored(node), getattr(node, "arg", ""), getattr(node, "attr", ""))
                other = node.name if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else ""
                other = (node.asname or node.name) if isinstance(node, ast.alias) else other
                loaded = node.id if isinstance(node, ast.Name) and node not in inside else ""
                if name in (*words, other, loaded) and node is not code:
                    return False
        return True

    # Text -----------------------------------------------------------------------------------------------

    def write(self) -> None:
        for name, code in self.inner.items():
            for node, scopes in _reads(self.place.code, name):
                self._read(node, name, scopes)
            self._define(name, code)
        inside = self._goes_inside()
        if any(self._as_method(name) is not inside for name in self.inner):
            raise _Refused
        start = self._above()
        parts: list[str | Range] = []
        for code in self.inner.values():  # before their lines go, which would be one piece then
            parts += [*self.edits.moved(code, INDENT if inside else 0), "\n" if inside else "\n\n"]
        for code in self.inner.values():
            if not self.edits.remove_line(code):
                raise _Refused
        self.edits.replace(start, start, *parts)

    def _as_method(self, name: str) -> bool:
        return bool(self.receiver) and self.extra[name][:1] == [self.receiver]

    def _goes_inside(self) -> bool:
        """Whether the functions become methods."""
        return any(map(self._as_method, self.inner))

    def _above(self) -> int:
        """Where the statement begins before which the functions are defined."""
        return self.edits.above(self.place.code if self._goes_inside() else self.place.top)

    def _read(self, node: ast.Name, name: str, scopes: Sequence[ast.AST]) -> None:
        """Reads a function by its new name, and gives it what it read of the function around."""
        extra, as_method = self.extra[name], self._as_method(name)
        if any(set(extra) & _bound(scope) for scope in scopes):
            raise _Refused
        given = extra[1:] if as_method else extra
        call = next(
            (c for c in walk(self.place.code) if isinstance(c, ast.Call) and c.func is node),
            None,
        )
        if given and call is None:
            raise _Refused
        text = f"{self.receiver}.{self.names[name]}" if as_method else self.names[name]
        start, end = self.edits.range_of(node)
        if text != name:
            self.edits.replace(start, end, text)
        if given and call is not None:
            opened = self.edits.data.index(b"(", end) + 1
            words = ", ".join(given)
            self.edits.replace(opened, opened, f"{words}, " if call.args or call.keywords else words)

    def _define(self, name: str, code: ast.FunctionDef) -> None:
        start, _ = self.edits.range_of(code)
        opened = self.edits.data.index(b"(", start)
        if self.names[name] != name:
            first = self.edits.data.index(name.encode(), start + len("def"))
            self.edits.replace(first, first + len(name.encode()), self.names[name])
        if self.extra[name]:
            arguments = code.args
            some = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            more = bool(some or arguments.vararg or arguments.kwarg)
            words = ", ".join(self.extra[name])
            self.edits.replace(opened + 1, opened + 1, f"{words}, " if more else words)


def _reads(
    code: ast.AST, name: str, scopes: tuple[ast.AST, ...] = ()
) -> Iterator[tuple[ast.Name, tuple[ast.AST, ...]]]:
    """Where a function reads a name, with the inner scopes around each place."""
    for child in ast.iter_child_nodes(code):
        if isinstance(child, ast.Name) and child.id == name:
            yield child, scopes
        yield from _reads(child, name, (*scopes, child) if isinstance(child, SCOPES) else scopes)


def _bound(scope: ast.AST) -> set[str]:
    """The names that a function binds itself."""
    found: set[str] = set()
    pending = list(ast.iter_child_nodes(scope))
    while pending:
        node = pending.pop()
        found |= {_stored(node), getattr(node, "arg", None) or ""}
        if isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler)):
            found.add(node.name or "")
        if not isinstance(node, SCOPES):
            pending += ast.iter_child_nodes(node)
    return found - {""}


def _stored(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) else ""


def _is_mangled(word: str) -> bool:
    return word.startswith("__") and not word.endswith("__")


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)
