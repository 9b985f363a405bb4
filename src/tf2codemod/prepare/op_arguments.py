"""Says by a flag what a function runs, where it is handed the op of an object or one that does nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.plan.staging import is_session
from tf2codemod.prepare.edits import Edits, remove_arguments, remove_parameters
from tf2codemod.tree import walk

OF_SEVERAL_FUNCTIONS = frozenset(("TF210", "TF216", "TF217", "TF226"))
NOTHING = "tf.no_op"


class Unknown(Exception):
    """A function that is handed something else."""


def say_by_flags(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets a function that is handed an op fetch it itself; whether the plan stopped at such a run."""
    sites = [s for s in trace.runs if s.call is obstacle.node]
    if obstacle.code not in OF_SEVERAL_FUNCTIONS or not sites:
        return False
    try:
        OpArgument(trace, trees, sites).apply(edits)
    except Unknown:
        return False
    return True


class Given(NamedTuple):
    """What one call hands over: the op of the object in another parameter, or one that does nothing."""

    path: Path
    call: ast.Call
    expr: ast.expr
    owner: str = ""
    attribute: str = ""


class _Guard(NamedTuple):
    """A statement that puts an op that does nothing in the place of a default."""

    statement: ast.If
    default: ast.expr
    nothing: ast.expr


class OpArgument:
    """The parameter of a function through which it is handed an op."""

    def __init__(self, trace: Trace, trees: Mapping[Path, ast.Module], sites: Sequence[RunSite]) -> None:
        self.trace = trace
        self.trees = trees
        self.site = sites[0]
        frame = self.site.statement.frame
        code = frame.function.node if frame.function is not None else None
        if (
            not isinstance(code, ast.FunctionDef)
            or code.args.vararg
            or code.args.kwarg
            or code.decorator_list
        ):
            raise Unknown
        self.code = code
        self.path = frame.module.path
        self.frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
        self._check_calls()
        self.fetched = self._fetched()
        names = [a.arg for a in code.args.args]
        given = {e.id for e in self.fetched.elts if isinstance(e, ast.Name) and e.id in names}
        if len(given) != 1:
            raise Unknown
        self.name = given.pop()
        self.guard = self._guard()
        self.given = [self._given(f) for f in self.frames]
        found = {(g.owner, g.attribute) for g in self.given if g.owner}
        if len(found) != 1:
            raise Unknown
        self.owner, self.attribute = found.pop()
        inside = {*self.fetched.elts, *(walk(self.guard.statement) if self.guard is not None else ())}
        for node in (n for n in walk(code) if isinstance(n, ast.Name)):
            stored = not isinstance(node.ctx, ast.Load)
            guarded = node in inside and node not in self.fetched.elts
            if node.id == self.name and ((stored and not guarded) or node not in inside):
                raise Unknown
            if node.id == self.owner and stored:
                raise Unknown

    def _guard(self) -> _Guard | None:
        """The statement that has nothing run where no op is given."""
        arguments = self.code.args.args
        defaults = dict(zip(reversed(arguments), reversed(self.code.args.defaults), strict=False))
        default = next((d for a, d in defaults.items() if a.arg == self.name), None)
        if not isinstance(default, ast.Constant) or default.value is not None:
            return None
        for statement in (s for s in self.code.body if isinstance(s, ast.If) and not s.orelse):
            asks = ast.unparse(statement.test) in (f"not {self.name}", f"{self.name} is None")
            only = statement.body[0] if len(statement.body) == 1 else None
            value = only.value if isinstance(only, ast.Assign) else None
            if not asks or not isinstance(value, ast.Call) or not isinstance(only, ast.Assign):
                continue
            nothing = NOTHING in self.trace.symbols.get(value.func, ())
            if nothing and ast.unparse(only.targets[0]) == self.name:
                return _Guard(statement, default, value)
        return None

    def _check_calls(self) -> None:
        """Every mention of the function has to be a call that was seen."""
        known = {f.site.func for f in self.frames if isinstance(f.site, ast.Call)}
        for tree in self.trees.values():
            for node in walk(tree):
                named = isinstance(node, ast.Name) and node.id == self.code.name
                named = named or (isinstance(node, ast.Attribute) and self._is_meant(node))
                if named and node not in known:
                    raise Unknown

    def _is_meant(self, node: ast.Attribute) -> bool:
        """Whether an attribute is the function, or may be."""
        if node.attr != self.code.name:
            return False
        values = [v for f in self.trace.frames if (v := f.values.get(node)) is not None]
        codes = [getattr(getattr(v, "function", v), "node", None) for v in values]
        sessions = [f.values.get(node.value) for f in self.trace.frames]
        if any(v is not None and is_session(v) for v in sessions):
            return False
        return not values or self.code in codes

    def _fetched(self) -> ast.List | ast.Tuple:
        """The list of what the run fetches, as it is written."""
        expr = self.site.fetch_expr
        if isinstance(expr, ast.Name):
            uses = [n for n in walk(self.code) if isinstance(n, ast.Name) and n.id == expr.id]
            bound = [
                s for s in walk(self.code) if isinstance(s, ast.Assign) and any(t in uses for t in s.targets)
            ]
            if len(uses) != 2 or len(bound) != 1:
                raise Unknown
            self.list_statement: ast.Assign | None = bound[0]
            expr = bound[0].value
        else:
            self.list_statement = None
        if not isinstance(expr, (ast.List, ast.Tuple)) or not all(only_reads(e) for e in expr.elts):
            raise Unknown
        return expr

    def _given(self, frame: Frame) -> Given:
        """What one call hands over."""
        call, caller = frame.site, frame.caller
        if not isinstance(call, ast.Call) or caller is None:
            raise Unknown
        arguments = dict(_arguments(call, self.code, bool(frame.receiver)))
        if frame.receiver and isinstance(call.func, ast.Attribute):
            arguments[frame.receiver] = call.func.value
        expr = arguments.get(self.name)
        path = caller.frame.module.path
        if self.guard is not None and (
            expr is None or (isinstance(expr, ast.Constant) and expr.value is None)
        ):
            return Given(self.path, call, self.guard.nothing)
        if isinstance(expr, ast.Call) and NOTHING in self.trace.symbols.get(expr.func, ()):
            return Given(path, call, expr)
        if isinstance(expr, ast.Attribute):
            text = ast.unparse(expr.value)
            owner = next((n for n, e in arguments.items() if only_reads(e) and ast.unparse(e) == text), None)
            if owner is not None:
                return Given(path, call, expr, owner, expr.attr)
        raise Unknown

    # Other words ----------------------------------------------------------------------------------------

    def apply(self, edits: Mapping[Path, Edits]) -> None:
        own = f"{self.owner}.{self.attribute}"
        here = edits[self.path]
        if self.guard is not None:
            here.replace(*here.range_of(self.guard.default), "False")
            if not here.remove_line(self.guard.statement):
                raise Unknown
        if all(g.owner for g in self.given):
            for element in self.fetched.elts:
                if isinstance(element, ast.Name) and element.id == self.name:
                    here.rename(element, own)
            remove_parameters(here, self.code, {self.name})
            if self.code.args.args[0].arg == self.name:
                raise Unknown
            for given in {g.call: g for g in self.given}.values():
                remove_arguments(edits[given.path], given.call, [given.expr])
            return
        ways = self._ways(here)
        taken = names_in(self.trees[self.path]) | {self.attribute}
        flag = fresh(self.attribute.removesuffix("_op").strip("_") or "train", taken)
        for given in {g.call: g for g in self.given}.values():
            self._say(edits[given.path], given, flag)
        parameter = next(a for a in self.code.args.args if a.arg == self.name)
        here.replace(*here.range_of(parameter), flag)
        statement = self.site.statement.node
        column = " " * statement.col_offset
        whole = [
            f"if {flag}:\n",
            f"{column}    {ways[0]}",
            "\n",
            f"{column}else:\n",
            f"{column}    {ways[1]}",
        ]
        here.replace(*here.range_of(statement), *whole)
        if self.list_statement is not None and not here.remove_line(self.list_statement):
            raise Unknown

    def _say(self, edits: Edits, given: Given, flag: str) -> None:
        if self.guard is not None and given.expr is self.guard.nothing:
            given_none = [a for a in walk(given.call) if isinstance(a, ast.Constant) and a.value is None]
            if given_none:
                raise Unknown
            return
        keyword = next((k for k in given.call.keywords if k.value is given.expr), None)
        if keyword is not None:
            edits.replace(*edits.range_of(keyword), f"{flag}={bool(given.owner)}")
        else:
            edits.replace(*edits.range_of(given.expr), str(bool(given.owner)))

    def _ways(self, edits: Edits) -> tuple[str, str]:
        """The statement of the run with the op of the object, and with the op that does nothing."""
        nothing = next(g for g in self.given if not g.owner)
        elements = [edits.text_of(e) for e in self.fetched.elts]
        if nothing.path != self.path or not isinstance(self.site.statement.node, (ast.Assign, ast.Expr)):
            raise Unknown
        start, end = edits.range_of(self.site.statement.node)
        line, after = edits.lines_of(self.site.statement.node)
        rest = edits.data[end:after].strip()
        if edits.data[line:start].strip() or (rest and not rest.startswith(b"#")):
            raise Unknown
        first, last = edits.range_of(self.site.fetch_expr)
        text = edits.data
        ways = []
        for op in (f"{self.owner}.{self.attribute}", edits.text_of(nothing.expr)):
            fetches = ", ".join(op if e == self.name else e for e in elements)
            ways.append(f"{text[start:first].decode()}[{fetches}]{text[last:end].decode()}")
        return ways[0], ways[1]


def _arguments(call: ast.Call, code: ast.FunctionDef, method: bool) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a call by the names of their parameters."""
    starred: Iterable[object] = [a for a in call.args if isinstance(a, ast.Starred)]
    if [*starred, *(k for k in call.keywords if k.arg is None)]:
        raise Unknown
    names = [a.arg for a in (*code.args.posonlyargs, *code.args.args)][1 if method else 0 :]
    yield from zip(names, call.args, strict=False)
    yield from ((k.arg, k.value) for k in call.keywords if k.arg is not None)


__all__ = ["say_by_flags"]
