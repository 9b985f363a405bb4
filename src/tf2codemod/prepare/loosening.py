"""Makes functions of methods that build layers and leave their object as it is."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.stability import CHANGING_METHODS
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

MAKES_LAYERS = "TF315"


class Bound(Exception):
    """A method that needs its object for more than its methods and the values of its attributes."""


@dataclass
class Loose:
    """A method that becomes a function, with what it reads of its object."""

    code: ast.FunctionDef
    name: str
    reads: dict[str, str] = field(default_factory=dict)
    calls: dict[ast.Call, str] = field(default_factory=dict)

    @property
    def receiver(self) -> str:
        static = any(ast.unparse(d) == "staticmethod" for d in self.code.decorator_list)
        return "" if static else self.code.args.args[0].arg


def loosen_measuring(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Makes a function of a method that makes variables as large as a tensor that it is given."""
    name = obstacle.node
    given = isinstance(name, ast.Name) and any(isinstance(f.values.get(name), Node) for f in trace.frames)
    return given and loosen_methods(trace, trees, edits, obstacle)


def loosen_methods(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Makes functions of the method where the plan stopped and of those that it calls; whether it could."""
    if obstacle.code != MAKES_LAYERS:
        return False
    for path in trace.modules:
        tree = trees[path]
        for owner in (n for n in tree.body if isinstance(n, ast.ClassDef)):
            for code in (n for n in owner.body if isinstance(n, ast.FunctionDef)):
                if any(n is obstacle.node for n in walk(code)):
                    try:
                        Loosening(owner, code, tree, trees, edits[path]).apply()
                    except Bound:
                        return False
                    return True
    return False


class Loosening:
    """The methods of one class that become functions of its module."""

    def __init__(
        self,
        owner: ast.ClassDef,
        code: ast.FunctionDef,
        tree: ast.Module,
        trees: Mapping[Path, ast.Module],
        edits: Edits,
    ) -> None:
        self.owner = owner
        self.tree = tree
        self.trees = trees
        self.edits = edits
        self.methods = {n.name: n for n in owner.body if isinstance(n, ast.FunctionDef)}
        self.taken = names_taken(trees.values())
        self.loose: dict[str, Loose] = {}
        if asks_for_names(tree) or owner.col_offset:
            raise Bound
        self._add(code)

    def _add(self, code: ast.FunctionDef) -> None:
        """Notes a method and, before it, those that it calls."""
        if code.name.startswith("__") or len(self.loose) > 20:
            raise Bound
        if any(ast.unparse(d) != "staticmethod" for d in code.decorator_list):
            raise Bound
        if any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.Nonlocal)) for n in walk(code)):
            raise Bound
        loose = Loose(code, self._name(code))
        if not loose.receiver and not code.decorator_list:
            raise Bound
        receiver = loose.receiver
        inside = {n.value: n for n in walk(code) if isinstance(n, ast.Attribute)}
        called = {n.func: n for n in walk(code) if isinstance(n, ast.Call)}
        changed = {n.value for n in walk(code) if isinstance(n, ast.Subscript) and _is_written(n)}
        changed |= {n.func.value for n in called.values() if _is_change(n)}  # type: ignore[attr-defined]
        own = {n.arg for n in walk(code) if isinstance(n, ast.arg)} | names_in(code)
        for name in (n for n in walk(code) if isinstance(n, ast.Name) and n.id == receiver):
            attribute = inside.get(name)
            if attribute is None or not isinstance(attribute.ctx, ast.Load):
                raise Bound
            method = self.methods.get(attribute.attr)
            if method is not None and method is not code:
                if attribute not in called:
                    raise Bound
                if method.name not in self.loose:
                    self._add(method)
                loose.calls[called[attribute]] = method.name
            elif method is not None or attribute in changed:
                raise Bound
            elif attribute.attr not in loose.reads:
                used = any(isinstance(n, ast.Name) and n.id == attribute.attr for n in walk(code))
                loose.reads[attribute.attr] = fresh(f"{attribute.attr}_", own) if used else attribute.attr
        self.loose[code.name] = loose

    def _name(self, code: ast.FunctionDef) -> str:
        defined = {n.id for n in walk(self.tree) if isinstance(n, ast.Name)}
        defined |= {n.name for n in walk(self.tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))} - {
            code.name
        }
        plain = code.name.strip("_")
        return fresh(plain, self.taken) if plain in defined else plain

    def apply(self) -> None:
        """Writes the functions above the class and calls them where the methods were called."""
        self._take_over_reads()
        outside = self._calls_outside()
        start = min([self.owner.lineno, *(d.lineno for d in self.owner.decorator_list)])
        place = self.edits.starts[start - 1]
        parts: list[str | Range] = []
        for loose in self.loose.values():
            parts.extend(self.edits.moved(loose.code, 0))
            parts.append("\n\n")
            self._write(loose)
        self.edits.replace(place, place, *parts)
        for call, (loose, receiver) in outside.items():
            self._write_call(call, loose, {a: f"{receiver}.{a}" for a in loose.reads})
        for loose in self.loose.values():
            for call, name in loose.calls.items():
                self._write_call(call, self.loose[name], loose.reads)
        self._remove_methods()

    def _take_over_reads(self) -> None:
        """A function is given what those that it calls read of the object."""
        for loose in self.loose.values():
            for name in loose.calls.values():
                for attribute in self.loose[name].reads:
                    if attribute not in loose.reads:
                        used = {n.id for n in walk(loose.code) if isinstance(n, ast.Name)}
                        used |= {a.arg for a in loose.code.args.args}
                        loose.reads[attribute] = fresh(attribute, used) if attribute in used else attribute

    def _calls_outside(self) -> dict[ast.Call, tuple[Loose, str]]:
        """The calls in the other methods of the class; the methods may not be used in another way."""
        found: dict[ast.Call, tuple[Loose, str]] = {}
        inner = {c for loose in self.loose.values() for c in loose.calls}
        for code in self.methods.values():
            receiver = code.args.args[0].arg if code.args.args else ""
            for call in (n for n in walk(code) if isinstance(n, ast.Call) and n not in inner):
                function = call.func
                if not isinstance(function, ast.Attribute) or function.attr not in self.loose:
                    continue
                if isinstance(function.value, ast.Name) and function.value.id == receiver:
                    found[call] = (self.loose[function.attr], receiver)
        known: set[ast.AST] = {c.func for c in (*found, *inner)}
        known |= self._of_other_classes()
        for tree in self.trees.values():
            for node in walk(tree):
                if node in known:
                    continue
                if isinstance(node, ast.Attribute) and node.attr in self.loose:
                    raise Bound
                other = isinstance(node, ast.FunctionDef) and node.name in self.loose
                if other and node is not self.loose[node.name].code and node.col_offset:  # type: ignore[attr-defined]
                    raise Bound
        return found

    def _of_other_classes(self) -> set[ast.AST]:
        """The methods of the same names of classes that have nothing to do with this one, and their calls."""
        classes = [n for t in self.trees.values() for n in walk(t) if isinstance(n, ast.ClassDef)]
        program = {c.name for c in classes}
        found: set[ast.AST] = set()
        if program & _bases(self.owner):
            return found
        for other in classes:
            if other is self.owner or program & _bases(other):
                continue
            methods = [n for n in other.body if isinstance(n, ast.FunctionDef)]
            own = {m.name for m in methods} & self.loose.keys()
            found |= {m for m in methods if m.name in own}
            for method in (m for m in methods if m.args.args):
                receiver = method.args.args[0].arg
                found |= {
                    n
                    for n in walk(method)
                    if isinstance(n, ast.Attribute) and n.attr in own and ast.unparse(n.value) == receiver
                }
        return found

    # Text -----------------------------------------------------------------------------------------------

    def _write(self, loose: Loose) -> None:
        """Writes the head of a function, and what it read of its object as its parameters."""
        code, edits = loose.code, self.edits
        start = edits.range_of(code)[0]
        head = edits.data[start : edits.range_of(code.body[0])[0]]
        at = start + head.index(code.name.encode())
        edits.replace(at, at + len(code.name.encode()), loose.name)
        arguments = code.args.args
        given = ", ".join(loose.reads.values())
        if loose.receiver:
            first = edits.range_of(arguments[0])
            if given or len(arguments) == 1:
                edits.replace(*first, given)
            else:
                edits.replace(first[0], edits.range_of(arguments[1])[0])
        for node in walk(code):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            if node.value.id == loose.receiver and node.attr in loose.reads:
                edits.replace(*edits.range_of(node), loose.reads[node.attr])

    def _write_call(self, call: ast.Call, loose: Loose, given: Mapping[str, str]) -> None:
        edits = self.edits
        edits.replace(*edits.range_of(call.func), loose.name)
        texts = [given[a] for a in loose.reads]
        if texts:
            end = edits.range_of(call.func)[1]
            at = edits.data.index(b"(", end) + 1
            more = ", " if call.args or call.keywords else ""
            edits.replace(at, at, ", ".join(texts) + more)

    def _remove_methods(self) -> None:
        gone = {loose.code for loose in self.loose.values()}
        left = [s for s in self.owner.body if s not in gone]
        for code in gone:
            start = min([code.lineno, *(d.lineno for d in code.decorator_list)]) - 1
            data, starts = self.edits.data, self.edits.starts
            while start > 0 and data[starts[start - 1] : starts[start]].strip().startswith(b"#"):
                start -= 1
            while start > 0 and not data[starts[start - 1] : starts[start]].strip():
                start -= 1
            end = self.edits.lines_of(code)[1]
            self.edits.replace(starts[start], end, *([] if left else ["    pass\n"]))
            left = [self.owner]


def _is_written(node: ast.Subscript) -> bool:
    return not isinstance(node.ctx, ast.Load)


def _is_change(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in CHANGING_METHODS


def _bases(code: ast.ClassDef) -> set[str]:
    """The names by which a class says what it is made from."""
    return {ast.unparse(base).rpartition(".")[2] for base in code.bases}
