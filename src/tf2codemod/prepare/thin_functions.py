"""Puts functions that only run what they are given in the places of their calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.inlining import names_bound
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import named_elsewhere
from tf2codemod.tree import walk

OF_SEVERAL_RUNS = frozenset(("TF210", "TF216", "TF232"))
OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
CLOSED = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Dict, ast.Set)
NOT_ALWAYS = (*OWN_SCOPE, ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)


class NotThin(Exception):
    """A function that does more than run what it is given, or is not only called."""


def put_thin_functions_in_place(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes out the calls of the function at whose run, or at a call of which, the plan stopped."""
    if obstacle.code not in OF_SEVERAL_RUNS:
        return False
    for site in trace.runs:
        frame = site.statement.frame
        code = frame.function.node if frame.function is not None else None
        if not isinstance(code, ast.FunctionDef):
            continue
        calls = _calls(code, trace)
        if site.call is not obstacle.node and not any(obstacle.node in set(walk(c)) for c in calls):
            continue
        path = frame.module.path
        try:
            Thin(code, site.call, frame.receiver, trees, path).write_out(calls, trace, edits[path])
        except NotThin:
            continue
        return True
    return False


def _calls(code: ast.FunctionDef, trace: Trace) -> list[ast.Call]:
    """The calls of a function that happen."""
    sites = [f.site for f in trace.frames if f.function is not None and f.function.node is code]
    return list(dict.fromkeys(s for s in sites if isinstance(s, ast.Call)))


class Thin:
    """A function of one expression, which is a run or holds one."""

    def __init__(
        self,
        code: ast.FunctionDef,
        run: ast.Call,
        receiver: str,
        trees: Mapping[Path, ast.Module],
        path: Path,
    ) -> None:
        self.code = code
        self.receiver = receiver
        self.path = path
        self.tree = trees[path]
        self.trees = trees
        body = code.body[1:] if ast.get_docstring(code) is not None else code.body
        if len(body) != 1 or not isinstance(body[0], (ast.Return, ast.Expr)) or body[0].value is None:
            raise NotThin
        self.returns = isinstance(body[0], ast.Return)
        self.value = body[0].value
        arguments = code.args
        names = [a.arg for a in arguments.args]
        given = [n for n in walk(self.value) if isinstance(n, ast.Name) and n.id in names[bool(receiver) :]]
        if (
            code.decorator_list
            or arguments.vararg
            or arguments.kwarg
            or arguments.kwonlyargs
            or arguments.posonlyargs
            or not all(isinstance(d, ast.Constant) for d in arguments.defaults)
            or run not in set(walk(self.value))
            or not any(n in set(walk(run.args[0] if run.args else run.func)) for n in given)
            or any(isinstance(n, NOT_ALWAYS) for n in ast.walk(self.value))
            or asks_for_names(self.tree)
        ):
            raise NotThin
        self.names = names
        self.free = {n.id for n in walk(self.value) if isinstance(n, ast.Name)} - set(names)

    def write_out(self, calls: list[ast.Call], trace: Trace, edits: Edits) -> None:
        """Puts the expression in the place of each call, and takes the function away."""
        if not calls or named_elsewhere(self.code, calls, self.trees, self.path, bool(self.receiver)):
            raise NotThin
        texts = {call: self._text(call, edits) for call in calls}
        for call, parts in texts.items():
            edits.replace(*edits.range_of(call), *parts)
        if not edits.remove_line(self.code):
            raise NotThin

    def _text(self, call: ast.Call, edits: Edits) -> list[str | Range]:
        """What takes the place of a call."""
        statement, scope = self._around(call)
        if not self.returns and not (isinstance(statement, ast.Expr) and statement.value is call):
            raise NotThin
        if self.free & (names_bound(scope) if scope is not None else set()):
            raise NotThin
        given = self._given(call)
        uses = [n for n in ast.walk(self.value) if isinstance(n, ast.Name) and n.id in given]
        for name, value in given.items():
            times = sum(n.id == name for n in uses)
            if not (isinstance(value, ast.Constant) or only_reads(value)) and times != 1:
                raise NotThin
        parts: list[str | Range] = []
        position, end = edits.range_of(self.value)
        for use in sorted(uses, key=lambda n: edits.range_of(n)):
            start, after = edits.range_of(use)
            parts += [(position, start), *_argument(given[use.id], edits)]
            position = after
        return [*parts, (position, end)]

    def _around(self, call: ast.Call) -> tuple[ast.stmt | None, ast.AST | None]:
        """The statement that holds a call, and the function that holds it."""
        statement: ast.stmt | None = None
        scope: ast.AST | None = None
        for node in _holding(self.tree, call):
            statement = node if isinstance(node, ast.stmt) else statement
            scope = node if isinstance(node, ast.FunctionDef) else scope
            if isinstance(node, OWN_SCOPE):
                raise NotThin
        if statement is None:
            raise NotThin
        return statement, scope

    def _given(self, call: ast.Call) -> dict[str, ast.expr]:
        """What each parameter is at a call."""
        names = self.names
        found: dict[str, ast.expr] = {}
        found.update(zip(reversed(names), reversed(self.code.args.defaults), strict=False))
        values = list(call.args)
        if self.receiver:
            if not isinstance(call.func, ast.Attribute) or not only_reads(call.func.value):
                raise NotThin
            values.insert(0, call.func.value)
        if any(isinstance(a, ast.Starred) for a in values) or any(k.arg is None for k in call.keywords):
            raise NotThin
        found.update(zip(names, values, strict=False))
        found.update({k.arg: k.value for k in call.keywords if k.arg is not None})
        if set(found) != set(names) or len(values) > len(names):
            raise NotThin
        return found


def _holding(tree: ast.AST, node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree around a node, from the outermost."""
    for child in ast.iter_child_nodes(tree):
        if child is node:
            return
        if node in set(ast.walk(child)):
            yield child
            yield from _holding(child, node)


def _argument(value: ast.expr, edits: Edits) -> list[str | Range]:
    """An argument in its own words, which may stand wherever a name may."""
    if isinstance(value, ast.Constant):
        return [ast.unparse(value)]
    whole = edits.range_of(value)
    shut = isinstance(value, CLOSED) or (isinstance(value, ast.Tuple) and edits.data[whole[0]] == ord("("))
    return [whole] if shut else ["(", whole, ")"]
