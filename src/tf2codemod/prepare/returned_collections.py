"""Lets the callers of a function that returns lists of variables ask for these lists themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.plan.naming import stored_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.inlining import names_bound
from tf2codemod.prepare.words import named_elsewhere
from tf2codemod.tree import walk

# What a function that returns its variables leads to: it is needed whole, or has the variables of others.
CODES = frozenset(("TF215", "TF216", "TF331"))
LISTS = frozenset(("collection_get", "trainable_variables", "global_variables"))


class _Part(NamedTuple):
    """A result of a call: what takes it, and its place in what the function returns."""

    target: ast.expr
    place: int


class _Call(NamedTuple):
    """A call of a function, with the statement that takes its results apart."""

    statement: ast.Assign
    call: ast.Call
    parts: tuple[_Part, ...]
    frame: Frame


def collect_at_calls(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Moves questions for variables from the end of functions behind their calls; whether it could."""
    if obstacle.code not in CODES:
        return False
    frames: dict[ast.FunctionDef, list[Frame]] = {}
    for frame in trace.frames:
        code = frame.function.node if frame.function is not None else None
        if isinstance(code, ast.FunctionDef) and len(code.body) > 1:
            frames.setdefault(code, []).append(frame)
    for code, same in frames.items():
        path = same[0].module.path
        found = _Returned.of(code, same, trace, trees, path)
        if found is not None:
            found.write(edits[path])
            return True
    return False


class _Returned:
    """The lists of variables that a function asks for last, and returns among other things."""

    def __init__(self, code: ast.FunctionDef, receiver: str) -> None:
        self.code = code
        self.receiver = receiver
        self.parameters = [a.arg for a in code.args.args][bool(receiver) :]
        self.asked: dict[str, ast.Assign] = {}
        self.results: list[ast.expr] = []
        self.calls: list[_Call] = []

    @classmethod
    def of(
        cls,
        code: ast.FunctionDef,
        frames: Sequence[Frame],
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        path: Path,
    ) -> _Returned | None:
        """The lists of a function, if each of its calls can ask for them as well."""
        found = cls(code, frames[0].receiver)
        if not found._asks(trace):
            return None
        sites = {f.site: f for f in frames}
        for call, frame in sites.items():
            taken = found._taken(call, frame) if frame.module.path == path else None
            if taken is None:
                return None
            found.calls.append(taken)
        if named_elsewhere(code, [c.call for c in found.calls], trees, path, bool(found.receiver)):
            return None
        return found

    def _asks(self, trace: Trace) -> bool:
        """Whether the last statements of the function ask for variables, and nothing else reads them."""
        code, arguments = self.code, self.code.args
        ending = code.body[-1]
        odd = arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs
        if odd or code.decorator_list or sum(isinstance(n, ast.Return) for n in walk(code)) != 1:
            return False
        if not isinstance(ending, ast.Return) or not isinstance(ending.value, ast.Tuple):
            return False
        self.results = ending.value.elts
        for statement in reversed(code.body[:-1]):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if not isinstance(statement, ast.Assign) or not isinstance(target, ast.Name):
                break
            if len(statement.targets) != 1 or not self._is_list(statement.value, trace):
                break
            self.asked[target.id] = statement
        returned = [n.id for n in self.results if isinstance(n, ast.Name)]
        uses = [n.id for n in walk(code) if isinstance(n, ast.Name)]
        self.asked = {n: s for n, s in self.asked.items() if returned.count(n) == 1 and uses.count(n) == 2}
        rest = [s for s in code.body if s not in self.asked.values()]
        given = {n.id for s in self.asked.values() for n in walk(s.value) if isinstance(n, ast.Name)}
        local = names_bound(code) - set(self.parameters) - {self.receiver}
        bound = {name for s in rest for name in stored_in(s)}
        starred = any(isinstance(e, ast.Starred) for e in self.results)
        return bool(self.asked) and not starred and not given & (local | bound)

    def _is_list(self, value: ast.expr, trace: Trace) -> bool:
        """Whether an expression asks for variables with words that a caller has too."""
        if not isinstance(value, ast.Call) or not trace.symbols.get(value.func):
            return False
        words = [*value.args, *(k.value for k in value.keywords)]
        plain = (ast.Constant, ast.Name, ast.Attribute, ast.BinOp, ast.Add, ast.Load)
        return all(model_of(s) in LISTS for s in trace.symbols[value.func]) and all(
            isinstance(n, plain) for w in words for n in ast.walk(w)
        )

    def _taken(self, call: object, frame: Frame) -> _Call | None:
        """What takes the results of one call."""
        statement = frame.caller.node if frame.caller is not None else None
        if not isinstance(call, ast.Call) or not isinstance(statement, ast.Assign):
            return None
        places = list(range(len(self.results)))
        value = statement.value
        if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
            low, high = _number(value.slice.lower), _number(value.slice.upper)
            if value.slice.step is not None or isinstance(low, str) or isinstance(high, str):
                return None
            places = places[low:high]
            value = value.value
        target = statement.targets[0]
        if len(statement.targets) != 1 or value is not call or not isinstance(target, (ast.Tuple, ast.List)):
            return None
        if len(target.elts) != len(places):
            return None
        if not all(isinstance(e, ast.Name) or _is_attribute(e) for e in target.elts):
            return None
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            return None
        if frame.caller is None or self._given(call) is None or not self._sees_the_same(frame.caller.frame):
            return None
        parts = tuple(_Part(e, p) for e, p in zip(target.elts, places, strict=True))
        return _Call(statement, call, parts, frame)

    def _sees_the_same(self, caller: Frame) -> bool:
        """Whether the names of the module that the lists are asked with mean the same to a caller."""
        own = {*self.parameters, self.receiver}
        read = {n.id for s in self.asked.values() for n in walk(s.value) if isinstance(n, ast.Name)} - own
        outer = caller.function.node if caller.function is not None else None
        return not (isinstance(outer, (ast.FunctionDef, ast.Lambda)) and read & names_bound(outer))

    def _given(self, call: ast.Call) -> dict[str, ast.expr] | None:
        """What stands for the parameters that the lists are asked with, and for the object, at a call."""
        found = dict(zip(reversed(self.parameters), reversed(self.code.args.defaults), strict=False))
        found.update(zip(self.parameters, call.args, strict=False))
        found.update({k.arg: k.value for k in call.keywords if k.arg is not None})
        if self.receiver and isinstance(call.func, ast.Attribute):
            found[self.receiver] = call.func.value
        read = {n.id for s in self.asked.values() for n in walk(s.value) if isinstance(n, ast.Name)}
        needed = read & {*self.parameters, self.receiver}
        plain = {n: e for n, e in found.items() if n in needed and _is_plain(e)}
        return plain if len(plain) == len(needed) else None

    # Writing --------------------------------------------------------------------------------------------

    def write(self, edits: Edits) -> None:
        """Takes the lists out of the function, and asks for them where it was called."""
        for statement in self.asked.values():
            edits.remove_line(statement)
        ending = self.code.body[-1]
        assert isinstance(ending, ast.Return) and ending.value is not None
        kept = [e for e in self.results if not self._is_asked(e)]
        text = ", ".join(edits.text_of(e) for e in kept)
        edits.replace(*edits.range_of(ending.value), text or "None")
        for call in self.calls:
            edits.replace(*edits.range_of(call.statement), *self._called(call, edits))

    def _is_asked(self, result: ast.expr) -> bool:
        return isinstance(result, ast.Name) and result.id in self.asked

    def _called(self, call: _Call, edits: Edits) -> Iterator[str | tuple[int, int]]:
        """The statement with the call, and those that ask for the lists."""
        other = [p for p in call.parts if not self._is_asked(self.results[p.place])]
        places = [i for i, e in enumerate(self.results) if not self._is_asked(e)]
        by_place = {p.place: edits.text_of(p.target) for p in other}
        names = [by_place.get(i, "_") for i in places] if other else []
        if names:
            yield f"{', '.join(names)} = "
        yield edits.range_of(call.call)
        words = self._given(call.call)
        assert words is not None
        indent = "\n" + " " * call.statement.col_offset
        for part in (p for p in call.parts if p not in other):
            result = self.results[part.place]
            assert isinstance(result, ast.Name)
            yield f"{indent}{edits.text_of(part.target)} = {_said(self.asked[result.id].value, words)}"


def _number(bound: ast.expr | None) -> int | str | None:
    """A constant bound of a slice; an empty text for another one."""
    if bound is None:
        return None
    try:
        value = ast.literal_eval(bound)
    except ValueError:
        return ""
    return value if isinstance(value, int) else ""


def _is_attribute(expr: ast.expr | None) -> bool:
    return isinstance(expr, ast.Attribute) and isinstance(expr.value, ast.Name)


def _is_plain(expr: ast.expr) -> bool:
    return isinstance(expr, (ast.Constant, ast.Name)) or _is_attribute(expr)


def _said(value: ast.expr, words: Mapping[str, ast.expr]) -> str:
    """An expression of the function in the words of a caller."""

    class Words(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return words.get(node.id, node)

    return ast.unparse(Words().visit(ast.parse(ast.unparse(value), mode="eval").body))


__all__ = ["collect_at_calls"]
