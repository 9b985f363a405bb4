"""Finds what code that stays has taken out of a written list of variables: those exist by then."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Bound, Class, Function, Instance, nodes_in, options_of
from tf2codemod.plan.model import Role
from tf2codemod.tree import COMPREHENSIONS, stored_names, walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner

# Functions of Python that give what they are given, or parts of it.
PASSED_ON = frozenset(("enumerate", "filter", "list", "reversed", "sorted", "tuple", "zip"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
Source = ast.expr | None


class _Names(NamedTuple):
    """What the names of a scope are bound to, or to parts of, and those of comprehensions apart."""

    bound: dict[str, list[Source]]
    inner: dict[ast.Name, ast.expr]


class CollectionReads:
    """The expressions that hold variables only because they were taken out of one of some lists."""

    def __init__(self, lists: Collection[ast.AST]) -> None:
        self.lists = lists
        self._sources: dict[Frame, _Names] = {}
        self._asked: dict[tuple[Frame, ast.expr], bool] = {}

    def gives(self, expr: ast.expr, frame: Frame) -> bool:
        """Whether all that a variable in an expression can come from is such a list."""
        key = (frame, expr)
        if key not in self._asked:
            self._asked[key] = True  # a name that is bound to itself again says nothing new
            self._asked[key] = self._gives(expr, frame)
        return self._asked[key]

    def _gives(self, expr: ast.expr, frame: Frame) -> bool:
        if expr in self.lists:
            return True
        if isinstance(expr, ast.Name):
            inner = self._names(frame).inner.get(expr)
            return self.gives(inner, frame) if inner is not None else self._name_gives(expr.id, frame)
        if isinstance(expr, (ast.Subscript, ast.Starred)):
            return self.gives(expr.value, frame)
        if isinstance(expr, ast.BinOp):
            return self.gives(expr.left, frame) or self.gives(expr.right, frame)
        if isinstance(expr, COMPREHENSIONS):
            return any(self.gives(g.iter, frame) for g in expr.generators)
        if isinstance(expr, ast.Call) and isinstance(expr.func, ast.Name) and expr.func.id in PASSED_ON:
            return any(self.gives(a, frame) for a in expr.args)
        return False

    def _names(self, frame: Frame) -> _Names:
        if frame not in self._sources:
            self._sources[frame] = _Names(_sources(frame), _sources_of_comprehensions(frame))
        return self._sources[frame]

    def _name_gives(self, name: str, frame: Frame) -> bool:
        sources = self._names(frame).bound.get(name, [])
        if any(s is None for s in sources):
            return False
        given, caller = _given(frame, name), frame.caller
        if given is not None:
            assert caller is not None
            return self.gives(given, caller.frame) and all(self.gives(s, frame) for s in sources if s)
        return bool(sources) and all(self.gives(s, frame) for s in sources if s is not None)


def only_looks(planner: FramePlanner, statements: Sequence[ast.stmt]) -> bool:
    """Whether statements stay and build nothing, and the first one looks at variables of layers."""
    staging = planner.staging
    for statement in statements:
        facts = staging.facts.by_node.get(statement)
        if staging.roles.get(statement) is not Role.KEEP or facts is None or facts.made or facts.things:
            return False
        if any(_may_build(n, planner) for n in walk(statement) if isinstance(n, ast.Call)):
            return False
    lists: set[ast.AST] = {*planner.collections, *planner.widths}
    looked = [planner.frame.values.get(n) for n in walk(statements[0]) if n in lists]
    return any(v in planner.layer_of for value in looked if value is not None for v in nodes_in(value))


def _may_build(call: ast.Call, planner: FramePlanner) -> bool:
    """Whether a call is of code of the program that speaks of TensorFlow, or of other code of its object."""
    value = planner.frame.values.get(call.func)
    for option in options_of(value) if value is not None else ():
        function = option.function if isinstance(option, Bound) else option
        if isinstance(function, (Class, Instance)):
            return True
        if isinstance(function, Function):
            names = [n for n in walk(function.node) if isinstance(n, (ast.Name, ast.Attribute))]
            own = [a.arg for a in function.node.args.args[:1]] if isinstance(option, Bound) else []
            calls = {ast.unparse(n.func) for n in walk(function.node) if isinstance(n, ast.Call)}
            if any(planner.trace.symbols.get(n) for n in names) or any(
                c.startswith(f"{o}.") for c in calls for o in own
            ):
                return True
    return False


def _given(frame: Frame, name: str) -> ast.expr | None:
    """What the call of a function gives for one of its parameters."""
    code = frame.function.node if frame.function is not None else None
    if frame.caller is None or not isinstance(frame.site, ast.Call):
        return None
    if isinstance(code, ast.Lambda) and name in {a.arg for a in code.args.args}:
        passes = isinstance(frame.site.func, ast.Name) and frame.site.func.id in PASSED_ON
        return next((a for a in frame.site.args if a is not code), None) if passes else None
    if not isinstance(code, ast.FunctionDef):
        return None
    parameters = [a.arg for a in (*code.args.posonlyargs, *code.args.args)]
    passed = dict(zip(parameters[bool(frame.receiver) :], frame.site.args, strict=False))
    passed.update({k.arg: k.value for k in frame.site.keywords if k.arg is not None})
    return passed.get(name)


def _sources(frame: Frame) -> dict[str, list[Source]]:
    """What each name of a scope is bound to, or to parts of; ``None`` for what is not an expression."""
    found: dict[str, list[Source]] = {}
    for run in frame.statements:
        for node in walk(run.node) if not isinstance(run.node, FUNCTIONS) else ():
            for target, source in _bindings(node):
                for name in walk(target):
                    if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                        known = found.setdefault(name.id, [])
                        if source not in known:
                            known.append(source)
    return found


def _sources_of_comprehensions(frame: Frame) -> dict[ast.Name, ast.expr]:
    found: dict[ast.Name, ast.expr] = {}
    for run in frame.statements:
        for node in walk(run.node) if not isinstance(run.node, FUNCTIONS) else ():
            if isinstance(node, COMPREHENSIONS):
                around = set(walk(node.generators[0].iter))
                names = [n for n in walk(node) if isinstance(n, ast.Name) and n not in around]
                for generator in node.generators:
                    bound = stored_names(generator.target)
                    found.update((n, generator.iter) for n in names if n.id in bound)
    return found


def _bindings(node: ast.AST) -> Iterator[tuple[ast.AST, Source]]:
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.For):
        yield node.target, node.iter
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
        yield node.target, node.value
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, None


__all__ = ["CollectionReads", "only_looks"]
