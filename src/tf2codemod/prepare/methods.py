"""Lets methods that are called once keep what they build in attributes, instead of handing it on."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Cell, Instance, Items, Node, Thing, Value, contained
from tf2codemod.interpret.values import Mapping as Dictionary
from tf2codemod.plan.call_values import value_given
from tf2codemod.plan.input_shapes import shape_texts
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.plan.staging import is_initializer
from tf2codemod.prepare.edits import Edits, Range, remove_arguments, remove_parameters
from tf2codemod.prepare.regions import Region, asks_for_names, regions_of
from tf2codemod.prepare.words import (
    attribute_names,
    attributes_in,
    defined_names,
    functions_in,
    is_of_module,
    strings_in,
)
from tf2codemod.tree import remembered, walk

READ_BY_TEXT = frozenset(("getattr", "hasattr", "attrgetter", "methodcaller", "vars", "eval", "exec"))
BY_TEXT = frozenset(("setattr", "delattr", "__dict__", "__setattr__", "__getattr__", "__getattribute__"))


class Called(NamedTuple):
    """A method that one statement of another method of the same object calls."""

    code: ast.FunctionDef
    site: ast.Call
    statement: ast.stmt
    caller: ast.FunctionDef
    frames: tuple[Frame, ...]
    path: Path
    caller_path: Path
    stubs: tuple[tuple[Path, ast.FunctionDef], ...]

    @property
    def own(self) -> str:
        """The name of the object in the method."""
        return self.code.args.args[0].arg

    @property
    def outer(self) -> str:
        """The name of the object in the method that calls it."""
        return self.caller.args.args[0].arg


def keep_results(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets methods that are called once keep what they build in attributes; whether any of them could."""
    return Methods(trace, trees, edits).prepare()


class Methods:
    """The methods of a program that hand graph objects to each other."""

    def __init__(self, trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits]) -> None:
        self.trace = trace
        self.trees = trees
        self.edits = edits
        self.taken = attribute_names(trees.values()) | defined_names(trees.values())
        self.attributes: dict[tuple[ast.FunctionDef, str, ast.stmt | None], str] = {}
        self.building = {run.frame for n in trace.nodes if not is_initializer(n) for run in n.made.chain()}
        self.changed = False

    def prepare(self) -> bool:
        """Changes the methods that can be changed; whether there were any."""
        if any(asks_for_names(t) or _speaks_of_attributes(t) for t in self.trees.values()):
            return False
        for called in self._calls():
            results = self._keep_results(called)
            self._leave_out_parameters(called, results)
        return self.changed

    # The calls ------------------------------------------------------------------------------------------

    def _calls(self) -> Iterator[Called]:
        by_code: dict[ast.FunctionDef, list[Frame]] = {}
        for frame in self.trace.frames:
            code = frame.function.node if frame.function is not None else None
            if isinstance(code, ast.FunctionDef) and frame.caller is not None:
                by_code.setdefault(code, []).append(frame)
        for code, frames in by_code.items():
            found = self._called(code, frames)
            if found is not None and not self._needs_tensors(found):
                yield found

    def _called(self, code: ast.FunctionDef, frames: list[Frame]) -> Called | None:
        first = frames[0]
        run = first.caller
        site = first.site
        outer = run.frame.function.node if run is not None and run.frame.function is not None else None
        if run is None or not isinstance(site, ast.Call) or not isinstance(outer, ast.FunctionDef):
            return None
        if not all(self._is_own_call(f, site, run.node) and f in self.building for f in frames):
            return None
        others = [f for f in self.trace.frames if f.site is site and f not in frames]
        arguments = code.args
        simple = not (code.decorator_list or arguments.vararg or arguments.kwarg)
        yields = any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in walk(code))
        if (
            others
            or not simple
            or yields
            or code.name.startswith("__")
            or not self._is_named_once(code, site)
            or self._makes_weights_for(code, frames)
        ):
            return None
        stubs = [
            (path, n)
            for path, tree in self.trees.items()
            for n in functions_in(tree).get(code.name, ())
            if n is not code
        ]
        if not all(_is_stub(n) for _, n in stubs):
            return None
        return Called(
            code,
            site,
            run.node,
            outer,
            tuple(frames),
            first.module.path,
            run.frame.module.path,
            tuple(stubs),
        )

    def _needs_tensors(self, called: Called) -> bool:
        """Whether a method gives another meaning to a name that it is given a tensor by.

        Such an argument cannot be left out, and a call that stays cannot be given a tensor.
        """
        stored = {n.id for n in walk(called.code) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        given = stored & {a.arg for a in called.code.args.args[1:]}
        values = (value_given(f, name) for f in called.frames for name in given)
        return any(isinstance(v, Node) and v.kind == "tensor" for v in values)

    def _makes_weights_for(self, code: ast.FunctionDef, frames: Sequence[Frame]) -> bool:
        """Whether a method makes variables as wide as what it is given, as a layer that is built for it."""
        made = any(n.kind == "variable" and n.made.frame in frames for n in self.trace.nodes)
        return made and any(shape_texts(code, a.arg) for a in code.args.args[1:])

    def _is_own_call(self, frame: Frame, site: ast.Call, statement: ast.stmt) -> bool:
        """Whether a method is called by a statement of another method on the same object, once."""
        run = frame.caller
        if run is None or frame.site is not site or run.node is not statement or run.looped:
            return False
        func, outer = site.func, run.frame
        own = frame.cell.slots.get(frame.receiver) if frame.receiver else None
        return (
            isinstance(func, ast.Attribute)
            and isinstance(func.value, ast.Name)
            and func.value.id == outer.receiver
            and isinstance(own, Instance)
            and outer.cell.slots.get(outer.receiver) is own
            and all(r.frame.function is not frame.function for r in run.chain())
        )

    def _is_named_once(self, code: ast.FunctionDef, site: ast.Call) -> bool:
        for tree in self.trees.values():
            if code.name in strings_in(tree) and any(_reads_by_text(t) for t in self.trees.values()):
                return False
            of_objects = (n for n in attributes_in(tree).get(code.name, ()) if not is_of_module(n, tree))
            if any(node is not site.func for node in of_objects):
                return False
        return True

    # What a method returns ------------------------------------------------------------------------------

    def _keep_results(self, called: Called) -> set[str]:
        """Assigns what a method returns where it returned it; the attributes that it has then."""
        statement = called.statement
        if not isinstance(statement, ast.Assign) or statement.value is not called.site:
            return set()
        returned = _only_return(called.code)
        target = statement.targets[0]
        if returned is None or returned.value is None or len(statement.targets) > 1:
            return set()
        if not any(_is_built(f.returned) for f in called.frames if f.returned is not None):
            return set()
        value = returned.value
        targets = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        whole = not isinstance(target, (ast.Tuple, ast.List))
        names = [self._attribute_of(t, called) for t in targets]
        if None in names or len(set(names)) < len(names):
            return set()
        attributes = [n for n in names if n is not None]
        if any(self._is_touched(a, called) for a in attributes):
            return set()
        self._rename_targets(targets, attributes, called)
        parts = [value] if whole else value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        edits = self.edits[called.path]
        if parts and len(parts) == len(attributes) and not any(isinstance(p, ast.Starred) for p in parts):
            self._assign(called, returned, list(zip(attributes, parts, strict=True)))
        else:
            start, _ = edits.range_of(returned)
            left = ", ".join(f"{called.own}.{a}" for a in attributes)
            edits.replace(start, start + len("return"), f"{left} =")
        outside = self.edits[called.caller_path]
        outside.replace(outside.range_of(statement)[0], outside.range_of(called.site)[0])
        self.changed = True
        return set(attributes)

    def _attribute_of(self, target: ast.expr, called: Called) -> str | None:
        """The attribute that a result is kept in: the one it was given to, or one for a local name."""
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            methods = defined_names(self.trees.values())
            return target.attr if target.value.id == called.outer and target.attr not in methods else None
        if isinstance(target, ast.Name):
            region = self._region(called.caller, target)
            if region is None or region.start is not called.statement:
                return None
            return self._attribute(called.caller, target.id, region)
        return None

    def _attribute(self, code: ast.FunctionDef, name: str, region: Region) -> str:
        key = (code, name, region.start)
        if key not in self.attributes:
            self.attributes[key] = fresh(name, self.taken)
            self.taken.add(self.attributes[key])
        return self.attributes[key]

    def _region(self, code: ast.FunctionDef, name: ast.Name) -> Region | None:
        regions = regions_of(code, name.id)
        return next((r for r in regions or () if name in r.names), None)

    def _rename_targets(self, targets: list[ast.expr], attributes: list[str], called: Called) -> None:
        for target, attribute in zip(targets, attributes, strict=True):
            if isinstance(target, ast.Name):
                region = self._region(called.caller, target)
                for name in region.names if region is not None else ():
                    self.edits[called.caller_path].rename(name, f"{called.outer}.{attribute}")

    def _is_touched(self, attribute: str, called: Called) -> bool:
        """Whether an attribute is read or written while a method runs."""
        for frame in called.frames:
            own = frame.cell.slots.get(frame.receiver)
            if not isinstance(own, Instance) or self._touches(frame, own.cell, attribute, reads=True):
                return True
        tree = self.trees[called.path]
        named = (n for n in walk(called.code) if isinstance(n, ast.Attribute) and n.attr == attribute)
        return any(not is_of_module(n, tree) for n in named)

    def _touches(self, frame: Frame, cell: Cell, key: object, reads: bool) -> bool:
        for other in (frame, *self.trace.beneath(frame)):
            for run in other.statements:
                if (cell, key) in run.writes or (reads and (cell, key) in run.reads):
                    return True
        return False

    def _assign(self, called: Called, returned: ast.Return, pairs: list[tuple[str, ast.expr]]) -> None:
        """Puts assignments in the place of a ``return``, or the attributes where the names were bound."""
        edits = self.edits[called.path]
        kept: dict[str, str] = {}
        left: list[tuple[str, ast.expr]] = []
        for attribute, value in pairs:
            name = value if isinstance(value, ast.Name) else None
            region = self._region(called.code, name) if name is not None else None
            if name is None or region is None or region.start is None or name.id in kept:
                left.append((attribute, value))
                continue
            key = (called.code, name.id, region.start)
            if self.attributes.setdefault(key, attribute) != attribute:
                left.append((attribute, value))
                continue
            kept[name.id] = attribute
            for each in region.names:
                edits.rename(each, f"{called.own}.{attribute}")
        left = [(a, v) for a, v in left if ast.unparse(v) != f"{called.own}.{a}"]
        start, end = edits.range_of(returned)
        if left:
            names = ", ".join(f"{called.own}.{a}" for a, _ in left)
            parts: list[str | Range] = [f"{names} = "]
            for index, (_, value) in enumerate(left):
                parts += [", " if index else "", edits.range_of(value)]
            whole = len(left) == len(pairs) == 1
            if whole:
                edits.replace(start, start + len("return"), f"{names} =")
            else:
                edits.replace(start, end, *parts)
        elif not _is_alone(called.code, returned) or not edits.remove_line(returned):
            edits.replace(start, end, "pass")

    # What a method is given -----------------------------------------------------------------------------

    def _leave_out_parameters(self, called: Called, results: set[str]) -> None:
        """Reads graph objects where the object has them, instead of from parameters."""
        parameters = [a.arg for a in called.code.args.args][1:]
        if called.code.args.posonlyargs or any(isinstance(a, ast.Starred) for a in called.site.args):
            return
        if any(k.arg is None for k in called.site.keywords):
            return
        given = dict(zip(parameters, called.site.args, strict=False))
        given.update({k.arg: k.value for k in called.site.keywords if k.arg is not None})
        gone: list[str] = []
        for name, argument in given.items():
            text = self._reachable(argument, called, results) if name in parameters else None
            regions = regions_of(called.code, name) if text is not None else None
            if text is None or not regions or any(not isinstance(n.ctx, ast.Load) for n in regions[0].names):
                continue
            if not all(name in {a.arg for a in stub.args.args} for _, stub in called.stubs):
                continue
            for each in regions[0].names:
                self.edits[called.path].rename(each, text)
            gone.append(name)
        if gone:
            self._keep_argument_names([given[n] for n in gone], called)
            remove_arguments(self.edits[called.caller_path], called.site, [given[n] for n in gone])
            for path, code in ((called.path, called.code), *called.stubs):
                remove_parameters(self.edits[path], code, set(gone))
            self.changed = True

    def _reachable(self, argument: ast.expr, called: Called, results: set[str]) -> str | None:
        """How a method can read a graph object that it is given, from the object itself."""
        if not only_reads(argument):
            return None
        values = [f.caller.frame.values.get(argument) for f in called.frames if f.caller is not None]
        if not all(v is not None and _is_built(v) for v in values):
            return None
        chain = [argument]
        while isinstance(chain[-1], (ast.Attribute, ast.Subscript)):
            chain.append(chain[-1].value)
        root = chain[-1]
        assert isinstance(root, ast.Name)
        if root.id == called.outer:
            if len(chain) < 2 or not isinstance(chain[-2], ast.Attribute):
                return None
            start = called.own
            attribute = chain[-2].attr
        else:
            region = self._region(called.caller, root)
            if region is None or region.start is None:
                return None
            if root is argument and not self._holds(region, called):
                return None
            attribute = self._attribute(called.caller, root.id, region)
            start = f"{called.own}.{attribute}"
        if attribute in results or self._changes(chain, attribute, called):
            return None
        return start + ast.unparse(argument)[len(root.id) :]

    def _holds(self, region: Region, called: Called) -> bool:
        """Whether the statement that begins a region binds a graph object."""
        stores = [n for n in region.names if isinstance(n.ctx, ast.Store)]
        callers = [f.caller.frame for f in called.frames if f.caller is not None]
        values = [c.values.get(stores[0]) for c in callers]
        return all(v is not None and _is_built(v) for v in values)

    def _changes(self, chain: list[ast.expr], attribute: str, called: Called) -> bool:
        """Whether a method changes what leads to one of its arguments."""
        for frame in called.frames:
            own = frame.cell.slots.get(frame.receiver)
            if not isinstance(own, Instance) or self._touches(frame, own.cell, attribute, reads=False):
                return True
            outer = frame.caller.frame if frame.caller is not None else frame
            for part in chain[1:]:
                value = outer.values.get(part)
                if isinstance(value, (Items, Dictionary, Instance)):
                    cell = value.cell
                    if value is not own and any(
                        self._touches(frame, cell, key, reads=False) for key in cell.slots
                    ):
                        return True
        return False

    def _keep_argument_names(self, arguments: list[ast.expr], called: Called) -> None:
        """Local names that a method reads from the object now are attributes where they are bound."""
        for argument in arguments:
            for name in (n for n in walk(argument) if isinstance(n, ast.Name)):
                region = self._region(called.caller, name) if name.id != called.outer else None
                if region is not None:
                    attribute = self._attribute(called.caller, name.id, region)
                    for each in region.names:
                        self.edits[called.caller_path].rename(each, f"{called.outer}.{attribute}")


def _is_built(value: Value) -> bool:
    """Whether a value is, or holds, something of the graph."""
    return any(
        isinstance(p, Node) or (isinstance(p, Thing) and p.kind in ("optimizer", "cell"))
        for p in contained(value)
    )


def _only_return(code: ast.FunctionDef) -> ast.Return | None:
    """The ``return`` at the end of a function that has no other."""
    inner = {
        n
        for s in walk(code)
        if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) and s is not code
        for n in walk(s)
    }
    found = [n for n in walk(code) if isinstance(n, ast.Return) and n not in inner]
    last = code.body[-1]
    while isinstance(last, ast.With):
        last = last.body[-1]
    return found[0] if len(found) == 1 and found[0] is last else None


def _is_alone(code: ast.FunctionDef, statement: ast.stmt) -> bool:
    """Whether a block has other statements too."""
    blocks = [n.body for n in walk(code) if isinstance(n, (ast.FunctionDef, ast.With))]
    return any(statement in b and len(b) > 1 for b in blocks)


def _is_stub(code: ast.FunctionDef) -> bool:
    """Whether a method does nothing but say that a subclass has it."""
    return all(
        isinstance(s, (ast.Pass, ast.Raise))
        or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in code.body
    )


@remembered
def _reads_by_text(tree: ast.Module) -> bool:
    """Whether a module may read attributes by names that it has as texts."""
    names = (n.id if isinstance(n, ast.Name) else getattr(n, "attr", "") for n in walk(tree))
    return not READ_BY_TEXT.isdisjoint(names)


@remembered
def _speaks_of_attributes(tree: ast.Module) -> bool:
    """Whether code reaches attributes by their text, or changes what reaching them means."""
    return any(
        (isinstance(n, ast.Name) and n.id in BY_TEXT)
        or (isinstance(n, ast.Attribute) and n.attr in BY_TEXT)
        or (isinstance(n, ast.FunctionDef) and n.name in BY_TEXT)
        for n in walk(tree)
    )
