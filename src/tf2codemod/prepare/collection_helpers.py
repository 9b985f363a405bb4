"""Writes functions that only choose from a collection out at their calls, which know what they choose."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.inlining import names_bound
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import stored_names, walk

WITHOUT_COUNTERPART = "TF110"
COLLECTION = "collection"


class _Refused(Exception):
    """A function that does more than choose, or is not only called."""


def write_out_collections(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts the function that asks for a collection in the place of its calls; whether it could."""
    if obstacle.code != WITHOUT_COUNTERPART or any(map(asks_for_names, trees.values())):
        return False
    for path, tree in trees.items():
        for code in tree.body:
            if isinstance(code, ast.FunctionDef) and obstacle.node in walk(code):
                try:
                    _Chooser(code, path, trace, trees).write(edits)
                except _Refused:
                    return False
                return True
    return False


class _Chooser:
    """A function that returns one expression, which asks for a collection."""

    def __init__(
        self, code: ast.FunctionDef, path: Path, trace: Trace, trees: Mapping[Path, ast.Module]
    ) -> None:
        self.code = code
        self.path = path
        self.trees = trees
        body = code.body[1:] if ast.get_docstring(code) is not None else code.body
        if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
            raise _Refused
        self.value = body[0].value
        given = code.args
        odd = given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs
        if code.decorator_list or odd or not all(isinstance(d, ast.Constant) for d in given.defaults):
            raise _Refused
        symbols = {s for n in walk(self.value) for s in trace.symbols.get(n, ())}
        if not any((fact := lookup(s)) is not None and fact.stage == COLLECTION for s in symbols):
            raise _Refused
        self.names = [a.arg for a in given.args]
        self.bound = set(stored_names(self.value))
        self.free = {n.id for n in walk(self.value) if isinstance(n, ast.Name)} - self.bound - set(self.names)
        self.frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
        self.calls = list(dict.fromkeys(f.site for f in self.frames if isinstance(f.site, ast.Call)))
        if not self.calls or self.bound & set(self.names):
            raise _Refused
        self.imports = list(self._imports())
        self._check_uses()

    def _imports(self) -> Iterator[tuple[Path, ast.ImportFrom, ast.alias]]:
        for path, tree in self.trees.items():
            for node in walk(tree):
                for alias in node.names if isinstance(node, ast.ImportFrom) else ():
                    if alias.name == self.code.name:
                        if alias.asname is not None:
                            raise _Refused
                        yield path, node, alias  # type: ignore[misc]

    def _check_uses(self) -> None:
        """Nothing but its calls speaks of the function."""
        called = {c.func for c in self.calls}
        for tree in self.trees.values():
            for node in walk(tree):
                named = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
                named = node.arg if isinstance(node, ast.arg) else named
                defined = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node is not self.code
                named = node.name if defined else named  # type: ignore[attr-defined]
                if named == self.code.name and node not in called:
                    raise _Refused

    def write(self, edits: Mapping[Path, Edits]) -> None:
        for call in self.calls:
            frames = [f.caller.frame for f in self.frames if f.site is call and f.caller is not None]
            home = frames[0].module.path
            self._check_place(call, frames)
            edits[home].replace(*edits[home].range_of(call), *self._text(call, edits))
        for path, statement, alias in self.imports:
            self._drop(statement, alias, edits[path])
        if not edits[self.path].remove_line(self.code):
            raise _Refused

    def _check_place(self, call: ast.Call, frames: list[Frame]) -> None:
        """What the function reads must mean the same at the place of a call."""
        own = next(f.function for f in self.frames if f.function is not None).module.cell.slots
        for frame in frames:
            here = frame.module.cell.slots
            local = names_bound(frame.function.node) if frame.function is not None else set()
            for name in self.free:
                known = name in dir(builtins) and name not in own and name not in here
                if name in local or not (known or (name in own and own.get(name) == here.get(name))):
                    raise _Refused

    def _text(self, call: ast.Call, edits: Mapping[Path, Edits]) -> list[str | Range]:
        given = self._given(call)
        words = {n.id for v in given.values() for n in walk(v) if isinstance(n, ast.Name)}
        if words & self.bound:
            raise _Refused
        there = edits[self.path]
        start, end = there.range_of(self.value)
        uses = [n for n in walk(self.value) if isinstance(n, ast.Name) and n.id in given]
        text, position = "", start
        for use in sorted(uses, key=lambda n: there.range_of(n)):
            first, last = there.range_of(use)
            text += there.data[position:first].decode() + ast.unparse(given[use.id])
            position = last
        return [text + there.data[position:end].decode()]

    def _given(self, call: ast.Call) -> dict[str, ast.expr]:
        """What each parameter is at a call."""
        found: dict[str, ast.expr] = {}
        found.update(zip(reversed(self.names), reversed(self.code.args.defaults), strict=False))
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            raise _Refused
        found.update(zip(self.names, call.args, strict=False))
        found.update({k.arg: k.value for k in call.keywords if k.arg is not None})
        if set(found) != set(self.names) or len(call.args) > len(self.names):
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
