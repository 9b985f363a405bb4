"""Gives functions that make layers or variables the sizes that they ask their arguments for."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Function, Node, Value, options_of
from tf2codemod.plan.input_shapes import INPUT_SHAPE, shape_texts
from tf2codemod.plan.method_arguments import stores
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import walk

MADE_FROM_ARGUMENTS = frozenset(("TF311", "TF317"))


class _Refused(Exception):
    """A function whose callers cannot tell it the size."""


def give_sizes(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets the function in which the plan stopped be told sizes by its callers; whether it could."""
    if obstacle.code not in MADE_FROM_ARGUMENTS:
        return False
    for path, tree in trees.items():
        for code in tree.body:
            if not isinstance(code, ast.FunctionDef) or obstacle.node not in walk(code):
                continue
            if tell_sizes(code, path, {a.arg for a in code.args.args[1:]}, trace, trees, edits):
                return True
    return False


def tell_sizes(
    code: ast.FunctionDef,
    path: Path,
    parameters: Collection[str],
    trace: Trace,
    trees: Mapping[Path, ast.Module],
    edits: Mapping[Path, Edits],
) -> bool:
    """Lets a function be told the size of one of some parameters; whether it could."""
    for parameter, index in _asked(code, parameters):
        giving = _Giving(trace, trees)
        try:
            giving.give(code, path, parameter, index, "")
        except _Refused:
            continue
        giving.write(edits)
        return True
    return False


def _asked(code: ast.FunctionDef, parameters: Collection[str]) -> Iterator[tuple[str, str]]:
    """The parameters that a function asks for a size, with the places of these."""
    for argument in (a for a in code.args.args if a.arg in parameters):
        if not stores(code, argument.arg):
            found = set(shape_texts(code, argument.arg).values())
            if len(found) == 1 and next(iter(found)).startswith(f"{INPUT_SHAPE}["):
                yield argument.arg, found.pop()


class _Giving:
    """The functions that are told a size, up to where the placeholder is known."""

    def __init__(self, trace: Trace, trees: Mapping[Path, ast.Module]) -> None:
        self.trace = trace
        self.trees = trees
        self.told: dict[ast.FunctionDef, str] = {}
        self.changes: list[tuple[Path, ast.expr | ast.arg, str]] = []  # what to write behind what
        self.replaced: list[tuple[Path, ast.expr, str]] = []
        self.gone: list[tuple[Path, ast.stmt]] = []

    def give(self, code: ast.FunctionDef, path: Path, parameter: str, index: str, wanted: str) -> str:
        """Plans the new parameter of a function; gives its name."""
        if code in self.told:
            return self.told[code]
        places = [e for e, t in shape_texts(code, parameter).items() if t == index]
        argument = next((a for a in code.args.args if a.arg == parameter), None)
        with_defaults = code.args.args[len(code.args.args) - len(code.args.defaults) :]
        if argument is None or argument in with_defaults or stores(code, parameter) or code.decorator_list:
            raise _Refused
        bound = self._bound(code, places)
        if bound is not None:
            name = str(bound.targets[0].id)  # type: ignore[attr-defined]
            self.gone.append((path, bound))
            places.remove(bound.value)
        else:
            name = fresh(wanted or f"{parameter}_size", names_in(code))
        self.told[code] = name
        self.changes.append((path, argument, f", {name}"))
        self.replaced += [(path, place, name) for place in places]
        self._check_values(code)
        calls = self._calls(code)
        if not calls:
            raise _Refused
        for call, frames in calls.items():
            self._tell(code, call, frames, parameter, index, name)
        return name

    def _bound(self, code: ast.FunctionDef, places: list[ast.expr]) -> ast.Assign | None:
        """The statement that gives a size its only name in a function."""
        for statement in code.body:
            if not isinstance(statement, ast.Assign) or statement.value not in places:
                continue
            target = statement.targets[0]
            if isinstance(target, ast.Name) and len(statement.targets) == 1 and len(code.body) > 1:
                return statement if len(stores(code, target.id)) == 1 else None
        return None

    def _calls(self, code: ast.FunctionDef) -> dict[ast.Call, list[Frame]]:
        """The calls of a function, with the frames that make them; raises where one may be of another."""
        found: dict[ast.Call, list[Frame]] = {}
        for frame in self.trace.frames:
            for call in frame.calls:
                options = options_of(frame.values[call.func]) if call.func in frame.values else ()
                meant = [isinstance(o, Function) and o.node is code for o in options]
                if any(meant):
                    if not all(meant):
                        raise _Refused
                    found.setdefault(call, []).append(frame)
        for call in found:
            for frame in self.trace.frames:
                if call in frame.values and frame not in found[call]:
                    raise _Refused
        sites = {f.site for f in self.trace.frames if f.function is not None and f.function.node is code}
        uncalled = any(f.node is code for f in self.trace.uncalled)
        if uncalled or not sites <= set(found):
            raise _Refused
        return found

    def _check_values(self, code: ast.FunctionDef) -> None:
        """A function must not be given to what the program does not define."""
        for frame in self.trace.frames:
            for call in frame.calls:
                given = [*call.args, *(k.value for k in call.keywords)]
                if any(_may_be(frame.values.get(a), code) for a in given):
                    func = frame.values.get(call.func)
                    if func is None or not all(isinstance(o, Function) for o in options_of(func)):
                        raise _Refused

    def _tell(
        self,
        code: ast.FunctionDef,
        call: ast.Call,
        frames: list[Frame],
        parameter: str,
        index: str,
        name: str,
    ) -> None:
        """Plans the argument of one call."""
        position = next(i for i, a in enumerate(code.args.args) if a.arg == parameter)
        if any(isinstance(a, ast.Starred) for a in call.args[: position + 1]):
            raise _Refused
        keyword = next((k for k in call.keywords if k.arg == parameter), None)
        if position < len(call.args):
            given, before = call.args[position], ", "
        elif keyword is not None:
            given, before = keyword.value, f", {name}="
        else:
            raise _Refused
        home = frames[0]
        outer = home.function.node if home.function is not None else None
        path = home.module.path
        text = ""
        parameters = [a.arg for a in outer.args.args] if isinstance(outer, ast.FunctionDef) else []
        if isinstance(given, ast.Name) and given.id in parameters and isinstance(outer, ast.FunctionDef):
            if outer not in self.trees[path].body or stores(outer, given.id):
                raise _Refused
            text = self.give(outer, path, given.id, index, name)
        if not text:
            values = [f.values.get(given) for f in frames]
            known = all(isinstance(v, Node) and v.kind == "placeholder" for v in values)
            if not known or not only_reads(given) or not isinstance(given, (ast.Name, ast.Attribute)):
                raise _Refused
            text = f"{ast.unparse(given)}.shape.as_list(){index.removeprefix(INPUT_SHAPE)}"
        self.changes.append((path, given, before + text))

    def write(self, edits: Mapping[Path, Edits]) -> None:
        """Writes the parameters, the arguments and the names that take the place of the questions."""
        for path, node, text in self.changes:
            _, end = edits[path].range_of(node)
            edits[path].replace(end, end, text)
        for path, place, name in self.replaced:
            edits[path].replace(*edits[path].range_of(place), name)
        for path, statement in self.gone:
            edits[path].remove_line(statement)


def _may_be(value: Value | None, code: ast.FunctionDef) -> bool:
    return value is not None and any(isinstance(o, Function) and o.node is code for o in options_of(value))


__all__ = ["give_sizes", "tell_sizes"]
