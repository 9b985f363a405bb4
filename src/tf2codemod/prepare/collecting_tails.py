"""Moves what helper functions add to collections to their callers, where what they return has a name."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Const, Function, Instance, Thing
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits, remove_arguments, remove_parameters
from tf2codemod.prepare.inlining import names_bound
from tf2codemod.prepare.words import named_elsewhere, names_taken
from tf2codemod.tree import walk

ADDING = "collection_add"
COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class NoTail(Exception):
    """A function whose end does more than add to collections, or is not called by plain statements."""


def move_collecting_tails(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits]
) -> bool:
    """Lets the callers of functions add to collections what these added; whether any function was changed."""
    taken = names_taken(trees.values())
    for frame in trace.frames:
        code = frame.function.node if frame.function is not None else None
        if not isinstance(code, ast.FunctionDef) or (code.col_offset and not frame.receiver):
            continue
        if not any(_adds(n, trace) for n in walk(code)):
            continue
        same = [f for f in trace.frames if f.function is not None and f.function.node is code]
        if len({f.site for f in same}) < 2:
            continue
        path = frame.module.path
        try:
            tail = _Tail(code, same, trace, trees, path)
            texts = {f: tail.at(f, set(taken)) for f in tail.frames}
            texts = {f: tail.at(f, taken) for f in tail.frames}
        except NoTail:
            continue
        tail.write(texts, edits[path])
        return True
    return False


class _Tail:
    """The statements at the end of a function that add to collections what is made from its result."""

    def __init__(
        self,
        code: ast.FunctionDef,
        frames: Sequence[Frame],
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        path: Path,
    ) -> None:
        self.code = code
        self.trace = trace
        self.tree = trees[path]
        self.every = frames
        self.frames = list({f.site: f for f in frames}.values())
        self.receiver = frames[0].receiver
        calls = [f.site for f in self.frames if isinstance(f.site, ast.Call)]
        ending = code.body[-1]
        arguments = code.args
        if (
            len(calls) != len(self.frames)
            or named_elsewhere(code, calls, trees, path, bool(self.receiver))
            or not isinstance(ending, ast.Return)
            or not isinstance(ending.value, ast.Name)
            or sum(isinstance(n, ast.Return) for n in walk(code)) != 1
            or code.decorator_list
            or arguments.vararg
            or arguments.kwarg
            or arguments.kwonlyargs
            or arguments.posonlyargs
            or not all(isinstance(d, ast.Constant) for d in arguments.defaults)
        ):
            raise NoTail
        self.result = ending.value.id
        self.parameters = [a.arg for a in arguments.args][bool(self.receiver) :]
        self.statements = self._statements()
        self.own = _stored(self.statements)
        self._check_names()

    def _statements(self) -> list[ast.stmt]:
        """The last statements of the function that concern nothing but collections."""
        found: list[ast.stmt] = []
        for statement in reversed(self.code.body[:-1]):
            if not self._collects(statement):
                break
            found.insert(0, statement)
        while found and not any(_adds(n, self.trace) for n in walk(found[0])):
            needed = _loaded(found[1:])
            if isinstance(found[0], ast.Assign) and needed & _stored(found[:1]):
                break
            found.pop(0)
        adding = [n for n in walk(self.code) if _adds(n, self.trace)]
        inside = {n for s in found for n in walk(s)}
        if not found or any(n not in inside for n in adding):
            raise NoTail
        return found

    def _collects(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Expr):
            return _adds(statement.value, self.trace)
        if isinstance(statement, ast.Assign):
            target = statement.targets[0]
            plain = len(statement.targets) == 1 and isinstance(target, ast.Name)
            return plain and isinstance(target, ast.Name) and target.id != self.result
        if isinstance(statement, ast.If):
            return not statement.orelse and all(self._collects(s) for s in statement.body)
        return False

    def _check_names(self) -> None:
        """The statements may read the result, parameters that stay what they are, and names of the module."""
        before = [s for s in self.code.body if s not in self.statements]
        bound = _stored(before) | set(self.parameters)
        rebound = _stored(self.code.body) & set(self.parameters)
        read = _loaded(self.statements) - self.own
        kept = {n.id for s in before for n in walk(s) if isinstance(n, ast.Name)}
        local = read & bound - {self.result, self.receiver} - set(self.parameters)
        if local or read & rebound or self.own & (kept | set(self.parameters)):
            raise NoTail
        self.read = read
        tests = {n for s in self.statements for i in walk(s) if isinstance(i, ast.If) for n in walk(i.test)}
        within = {n.id for n in _names(self.statements) if n not in tests}
        self.computed = within & set(self.parameters)
        self.unread = (read & set(self.parameters[1:])) - kept if not self.receiver else set()
        for frame in self.frames:
            given = self._arguments(frame.site) if isinstance(frame.site, ast.Call) else {}
            self.unread -= {n for n, e in given.items() if not _is_plain(e)}

    def at(self, frame: Frame, taken: set[str]) -> list[str]:
        """The lines that follow one call of the function."""
        call = frame.site
        statement = frame.caller.node if frame.caller is not None else None
        if not isinstance(call, ast.Call) or not isinstance(statement, ast.Assign):
            raise NoTail
        target = _target_of(call, statement)
        if target is None:
            raise NoTail
        if frame.caller is None or frame.module is not frame.caller.frame.module:
            raise NoTail
        outer = frame.caller.frame.function
        local = names_bound(outer.node) if outer is not None else set()
        if (self.read - {self.result, self.receiver} - set(self.parameters)) & local:
            raise NoTail
        words: dict[str, ast.expr] = {self.result: target, **self._given(call)}
        return list(self._lines(self.statements, words, taken, [f for f in self.every if f.site is call]))

    def _arguments(self, call: ast.Call) -> dict[str, ast.expr]:
        """What a call says, by the parameters."""
        found = dict(zip(self.parameters, call.args, strict=False))
        return {**found, **{k.arg: k.value for k in call.keywords if k.arg is not None}}

    def _given(self, call: ast.Call) -> dict[str, ast.expr]:
        names = self.parameters
        found: dict[str, ast.expr] = {}
        found.update(zip(reversed(names), reversed(self.code.args.defaults), strict=False))
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            raise NoTail
        found.update(self._arguments(call))
        used = {n: found.get(n) for n in names if n in self.computed}
        for value in used.values():
            if value is None or not _is_plain(value):
                raise NoTail
        owner = call.func.value if self.receiver and isinstance(call.func, ast.Attribute) else None
        if self.receiver and not isinstance(owner, ast.Name):
            raise NoTail
        words = {n: v for n, v in used.items() if v is not None}
        return {**words, self.receiver: owner} if owner is not None else words

    def _lines(
        self,
        statements: Sequence[ast.stmt],
        words: dict[str, ast.expr],
        taken: set[str],
        frames: Sequence[Frame],
    ) -> Iterator[str]:
        for statement in statements:
            if isinstance(statement, ast.If):
                decided = {bool(_value(statement.test, f)) for f in frames}
                if len(decided) != 1:
                    raise NoTail
                if decided == {True}:
                    yield from self._lines(statement.body, words, taken, frames)
            elif isinstance(statement, ast.Assign):
                target = statement.targets[0]
                assert isinstance(target, ast.Name)
                yield self._named(target.id, statement.value, words, taken)
                words = {**words, target.id: self.last}
            else:
                assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
                key, value = statement.value.args
                if not isinstance(value, ast.Name) or value.id not in words:
                    result = words[self.result]
                    stem = result.id if isinstance(result, ast.Name) else self.code.name.strip("_")
                    yield self._named(f"{stem}_loss", value, words, taken)
                    value = self.last
                yield f"{ast.unparse(statement.value.func)}({_said(key, words)}, {_said(value, words)})"

    def _named(self, stem: str, value: ast.expr, words: Mapping[str, ast.expr], taken: set[str]) -> str:
        numbered = fresh(stem, taken)
        taken.add(numbered)
        self.last = ast.Name(numbered, ast.Load())
        return f"{numbered} = {_said(value, words)}"

    def write(self, texts: Mapping[Frame, Sequence[str]], edits: Edits) -> None:
        """Takes the statements out of the function and writes them behind its calls."""
        for statement in self.statements:
            edits.remove_line(statement)
        if self.unread and all(isinstance(f.site, ast.Call) for f in self.frames):
            remove_parameters(edits, self.code, self.unread)
        places: dict[ast.stmt, list[str]] = {}
        for frame, lines in texts.items():
            assert frame.caller is not None and isinstance(frame.site, ast.Call)
            places.setdefault(frame.caller.node, []).extend(lines)
            gone = [e for n, e in self._arguments(frame.site).items() if n in self.unread]
            remove_arguments(edits, frame.site, gone)
        for statement, lines in places.items():
            _, end = edits.range_of(statement)
            indent = "\n" + " " * statement.col_offset
            if lines:
                edits.replace(end, end, *(indent + line for line in lines))


def _is_plain(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) or only_reads(value)


def _said(value: ast.expr, words: Mapping[str, ast.expr]) -> str:
    """An expression of the function in the words of a caller."""

    class Words(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return words.get(node.id, node)

    return ast.unparse(Words().visit(ast.parse(ast.unparse(value), mode="eval").body))


def _value(expr: ast.expr, frame: Frame) -> Any:
    """The value of a condition on constants and arguments in an activation of a function."""
    if isinstance(expr, ast.Constant):
        return expr.value
    if isinstance(expr, ast.Name):
        given = frame.cell.slots.get(expr.id)
        if isinstance(given, Const):
            return given.value
        if isinstance(given, (Thing, Function, Instance)):
            return given
    if isinstance(expr, ast.UnaryOp) and isinstance(expr.op, ast.Not):
        return not _value(expr.operand, frame)
    if isinstance(expr, ast.BoolOp):
        values = [_value(v, frame) for v in expr.values]
        return all(values) if isinstance(expr.op, ast.And) else any(values)
    if isinstance(expr, ast.Compare) and len(expr.ops) == 1 and type(expr.ops[0]) in COMPARED:
        compared = COMPARED[type(expr.ops[0])]
        try:
            return compared(_value(expr.left, frame), _value(expr.comparators[0], frame))
        except TypeError as error:
            raise NoTail from error
    raise NoTail


def _target_of(call: ast.Call, statement: ast.Assign) -> ast.expr | None:
    """The expression for what a call gave after its statement: a name, or an entry of a named display."""
    target = statement.targets[0]
    plain = isinstance(target, ast.Name) or (
        isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
    )
    if len(statement.targets) != 1 or not plain:
        return None
    name, value = ast.parse(ast.unparse(target), mode="eval").body, statement.value
    if value is call:
        return name
    entries: list[tuple[ast.expr | None, ast.expr]] = []
    if isinstance(value, ast.Dict):
        entries = list(zip(value.keys, value.values, strict=True))
    elif isinstance(value, (ast.List, ast.Tuple)):
        entries = [(ast.Constant(i), e) for i, e in enumerate(value.elts)]
    if any(isinstance(e, ast.Starred) for _, e in entries):
        return None
    key = next((k for k, e in entries if e is call), None)
    return ast.Subscript(name, key, ast.Load()) if isinstance(key, ast.Constant) else None


def _adds(node: ast.AST, trace: Trace) -> bool:
    symbols = trace.symbols.get(node.func, set()) if isinstance(node, ast.Call) else set()
    plain = isinstance(node, ast.Call) and len(node.args) == 2 and not node.keywords
    return plain and any(model_of(s) == ADDING for s in symbols)


def _names(statements: Sequence[ast.stmt]) -> Iterator[ast.Name]:
    return (n for s in statements for n in walk(s) if isinstance(n, ast.Name))


def _stored(statements: Sequence[ast.stmt]) -> set[str]:
    return {n.id for n in _names(statements) if isinstance(n.ctx, ast.Store)}


def _loaded(statements: Sequence[ast.stmt]) -> set[str]:
    return {n.id for n in _names(statements) if isinstance(n.ctx, ast.Load)}
