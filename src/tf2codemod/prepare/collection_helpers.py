"""Writes functions that only choose from a collection out at their calls, which know what they choose."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Function, Instance, Module, options_of
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.inlining import names_bound
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import stored_names, walk

OF_COLLECTIONS = frozenset(("TF110", "TF320", "TF325"))
COLLECTION = "collection"
PROPERTY = "property"


class _Refused(Exception):
    """A function that does more than choose, or is not only called."""


def write_out_collections(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts the function that asks for a collection in the place of its calls; whether it could."""
    if obstacle.code not in OF_COLLECTIONS or any(map(asks_for_names, trees.values())):
        return False
    place = obstacle.node
    values = [f.values.get(place.func) for f in trace.frames] if isinstance(place, ast.Call) else []
    called = {v.node for v in values if isinstance(v, Function)}
    for path, tree in trees.items():
        for code, cls in _functions(tree):
            if code in called if called else place in walk(code):
                try:
                    _Chooser(code, cls, path, trace, trees).write(edits)
                except _Refused:
                    return False
                return True
    return False


def _functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, ast.ClassDef | None]]:
    """The functions of a module, and the methods with their classes."""
    for top in tree.body:
        cls = top if isinstance(top, ast.ClassDef) else None
        for code in cls.body if cls is not None else [top]:
            if isinstance(code, ast.FunctionDef):
                yield code, cls


class _Chooser:
    """A function, method or property that returns one expression, which asks for a collection."""

    module: Module

    def __init__(
        self,
        code: ast.FunctionDef,
        cls: ast.ClassDef | None,
        path: Path,
        trace: Trace,
        trees: Mapping[Path, ast.Module],
    ) -> None:
        self.code = code
        self.cls = cls
        self.path = path
        self.trees = trees
        body = code.body[1:] if ast.get_docstring(code) is not None else code.body
        if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
            raise _Refused
        self.value = body[0].value
        given = code.args
        odd = given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs
        decorators = [ast.unparse(d) for d in code.decorator_list]
        self.is_property = cls is not None and decorators == [PROPERTY]
        if (decorators and not self.is_property) or odd or (cls is not None and len(cls.body) < 2):
            raise _Refused
        symbols = {s for n in walk(self.value) for s in trace.symbols.get(n, ())}
        if not any((fact := lookup(s)) is not None and fact.stage == COLLECTION for s in symbols):
            raise _Refused
        self.names = [a.arg for a in given.args]
        self.bound = set(stored_names(self.value))
        self.free = {n.id for n in walk(self.value) if isinstance(n, ast.Name)} - self.bound - set(self.names)
        self.uses = self._uses(trace)
        if not self.uses or self.bound & set(self.names) or (cls is not None and not self.names):
            raise _Refused
        self.imports = list(self._imports()) if cls is None else []

    def _uses(self, trace: Trace) -> dict[ast.Attribute | ast.Call, list[Frame]]:
        """Where it is called or read, with the frames that do so; raises where anything else speaks of it."""
        named: dict[ast.AST, None] = {}
        for tree in self.trees.values():
            for node in walk(tree):
                word = node.attr if isinstance(node, ast.Attribute) else ""
                if self.cls is None:
                    word = node.id if isinstance(node, ast.Name) else word
                    word = node.arg if isinstance(node, ast.arg) else word
                    defined = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node is not self.code
                    word = node.name if defined else word  # type: ignore[attr-defined]
                if word == self.code.name and not trace.symbols.get(node):
                    named[node] = None
        calls = {c.func: c for t in self.trees.values() for c in walk(t) if isinstance(c, ast.Call)}
        found: dict[ast.Attribute | ast.Call, list[Frame]] = {}
        for node in named:
            meant = [(f, m) for f in trace.frames for m in self._meant(node, f)]
            if meant and all(m is not None and m is not self.code for _, m in meant):
                continue  # another class has one of this name
            if not meant or not all(m is self.code for _, m in meant):
                raise _Refused
            use = node if self.is_property else calls.get(node)  # type: ignore[call-overload]
            if not isinstance(use, (ast.Attribute, ast.Call)):
                raise _Refused
            found[use] = [f for f, _ in meant]
        return found

    def _meant(self, node: ast.AST, frame: Frame) -> Iterator[ast.AST | None]:
        """The functions that a name may mean in a frame; ``None`` for what is not known."""
        read = node.value if self.cls is not None and isinstance(node, ast.Attribute) else node
        value = frame.values.get(read)
        for option in options_of(value) if value is not None else ():
            if self.cls is not None and isinstance(option, Instance):
                option = option.cls.lookup(self.code.name) or option
            if isinstance(option, Function):
                if option.node is self.code:
                    self.module = option.module
                yield option.node
            else:
                yield None

    def _imports(self) -> Iterator[tuple[Path, ast.ImportFrom, ast.alias]]:
        for path, tree in self.trees.items():
            for node in walk(tree):
                for alias in node.names if isinstance(node, ast.ImportFrom) else ():
                    if alias.name == self.code.name:
                        if alias.asname is not None:
                            raise _Refused
                        yield path, node, alias  # type: ignore[misc]

    def write(self, edits: Mapping[Path, Edits]) -> None:
        for use, frames in self.uses.items():
            home = frames[0].module.path
            self._check_place(frames)
            edits[home].replace(*edits[home].range_of(use), self._text(use, edits))
        for path, statement, alias in self.imports:
            self._drop(statement, alias, edits[path])
        there = edits[self.path]
        line = min([self.code.lineno, *(d.lineno for d in self.code.decorator_list)]) - 1
        while line > 0 and not there.data[there.starts[line - 1] : there.starts[line]].strip():
            line -= 1
        end = min(there.starts[self.code.end_lineno or self.code.lineno], len(there.data))
        there.replace(there.starts[line], end)

    def _check_place(self, frames: list[Frame]) -> None:
        """What the function reads must mean the same at the place of a call."""
        own = self.module.cell.slots
        for frame in frames:
            here = frame.module.cell.slots
            local = names_bound(frame.function.node) if frame.function is not None else set()
            for name in self.free:
                known = name in dir(builtins) and name not in own and name not in here
                if name in local or not (known or (name in own and own.get(name) == here.get(name))):
                    raise _Refused

    def _text(self, use: ast.Attribute | ast.Call, edits: Mapping[Path, Edits]) -> str:
        given = self._given(use)
        words = {n.id for v in given.values() for n in walk(v) if isinstance(n, ast.Name)}
        if words & self.bound:
            raise _Refused
        there = edits[self.path]
        start, end = there.range_of(self.value)
        reads = [n for n in walk(self.value) if isinstance(n, ast.Name) and n.id in given]
        text, position = "", start
        for read in sorted(reads, key=lambda n: there.range_of(n)):
            first, last = there.range_of(read)
            text += there.data[position:first].decode() + ast.unparse(given[read.id])
            position = last
        return text + there.data[position:end].decode()

    def _given(self, use: ast.Attribute | ast.Call) -> dict[str, ast.expr]:
        """What each parameter is at a use."""
        found: dict[str, ast.expr] = {}
        found.update(zip(reversed(self.names), reversed(self.code.args.defaults), strict=False))
        values = list(use.args) if isinstance(use, ast.Call) else []
        named = use.keywords if isinstance(use, ast.Call) else []
        if self.cls is not None:
            owner = use.func if isinstance(use, ast.Call) else use
            if not isinstance(owner, ast.Attribute):
                raise _Refused
            values.insert(0, owner.value)
        if any(isinstance(a, ast.Starred) for a in values) or any(k.arg is None for k in named):
            raise _Refused
        found.update(zip(self.names, values, strict=False))
        found.update({k.arg: k.value for k in named if k.arg is not None})
        if set(found) != set(self.names) or len(values) > len(self.names):
            raise _Refused
        if not all(isinstance(v, ast.Constant) or only_reads(v) for v in found.values()):
            raise _Refused
        return found

    def _drop(self, statement: ast.ImportFrom, alias: ast.alias, edits: Edits) -> None:
        """Takes the function out of an import."""
        if len(statement.names) == 1:
            if not edits.remove_line(statement):
                raise _Refused
            return
        kept = ", ".join(ast.unparse(a) for a in statement.names if a is not alias)
        dots = "." * statement.level
        edits.replace(*edits.range_of(statement), f"from {dots}{statement.module or ''} import {kept}")
