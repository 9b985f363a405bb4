"""Hands collections of variables to functions that ask the graph for them and build nothing themselves."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Bound, Function, Union, Value, options_of
from tf2codemod.plan.method_arguments import stores
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.collection_helpers import COLLECTION, OF_COLLECTIONS
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import stored_names, walk

PARAMETER = "variables"


class _Refused(Exception):
    """A function whose callers cannot ask in its place."""


def hand_collections(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets the callers of a function ask for the variables that it looks at; whether they could."""
    for path, tree in trees.items() if obstacle.code in OF_COLLECTIONS else ():
        for code, is_method in _functions(tree):
            if obstacle.node in walk(code):
                try:
                    _Asking(code, is_method, path, trace).write(edits)
                except _Refused:
                    return False
                return True
    return False


def _functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, bool]]:
    for top in tree.body:
        for code in top.body if isinstance(top, ast.ClassDef) else [top]:
            if isinstance(code, ast.FunctionDef):
                yield code, isinstance(top, ast.ClassDef)


class _Asking:
    """A function that asks for one collection, and the calls of it."""

    def __init__(self, code: ast.FunctionDef, is_method: bool, path: Path, trace: Trace) -> None:
        self.code = code
        self.path = path
        self.trace = trace
        given = code.args
        if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or code.decorator_list:
            raise _Refused
        self.names = [a.arg for a in given.args]
        self.bound = int(is_method)
        self.index = len(self.names) - len(given.defaults)
        self.questions = list(self._questions())
        self.frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
        if len({ast.unparse(q) for q in self.questions}) != 1 or self.index < self.bound:
            raise _Refused
        if not self.frames or any(run.made for f in self.frames for run in self._runs(f)):
            raise _Refused
        asked = {n.id for n in walk(self.questions[0]) if isinstance(n, ast.Name)}
        asked -= set(stored_names(self.questions[0]))
        if any(stores(code, name) for name in asked):
            raise _Refused
        self.free = asked - set(self.names)
        inside = {n for q in self.questions for n in walk(q)}
        read = {n.id for s in code.body for n in walk(s) if isinstance(n, ast.Name) and n not in inside}
        only_asked = [a for a in given.args[self.bound : self.index] if a.arg in asked and a.arg not in read]
        self.replaced = only_asked[0] if len(only_asked) == 1 else None
        self.calls = self._calls()

    def _questions(self) -> Iterator[ast.expr]:
        """The calls that ask for collections, with the conditions that choose among the variables."""
        chosen = {
            n.generators[0].iter: n
            for n in walk(self.code)
            if isinstance(n, ast.ListComp) and len(n.generators) == 1 and _only_chooses(n)
        }
        for node in walk(self.code):
            if isinstance(node, ast.Call):
                facts = [lookup(s) for s in self.trace.symbols.get(node.func, ())]
                if any(f is not None and f.stage == COLLECTION for f in facts):
                    yield chosen.get(node, node)

    def _runs(self, frame: Frame) -> Iterator[StatementRun]:
        for each in (frame, *self.trace.beneath(frame)):
            yield from each.statements

    def _calls(self) -> dict[ast.Call, Frame]:
        """The calls of the function; raises where something else is done with it."""
        found: dict[ast.Call, Frame] = {}
        called: set[ast.AST] = set()
        for frame in self.trace.frames:
            for call in frame.calls:
                value = frame.values.get(call.func)
                if value is not None and self._may_be(value):
                    if isinstance(value, Union) or (call in found and found[call].module is not frame.module):
                        raise _Refused
                    found.setdefault(call, frame)
                    called.add(call.func)
        for frame in self.trace.frames:
            for expr, value in frame.values.items():
                is_read = expr not in called and isinstance(expr, (ast.Name, ast.Attribute))
                if is_read and isinstance(expr.ctx, ast.Load) and self._may_be(value):  # type: ignore[attr-defined]
                    raise _Refused
        if not {f.site for f in self.frames} <= set(found):
            raise _Refused
        return found

    def _may_be(self, value: Value) -> bool:
        functions = (o.function if isinstance(o, Bound) else o for o in options_of(value))
        return any(isinstance(f, Function) and f.node is self.code for f in functions)

    def write(self, edits: Mapping[Path, Edits]) -> None:
        """Writes the parameter, what each call gives for it, and its name in the place of the questions."""
        name = fresh(PARAMETER, names_in(self.code))
        there = edits[self.path]
        if self.replaced is not None:
            there.replace(*there.range_of(self.replaced), name)
        elif self.index:
            self._behind(there, self.code.args.args[self.index - 1], f", {name}")
        else:
            opening = there.data.index(b"(", there.range_of(self.code)[0]) + 1
            there.replace(opening, opening, f"{name}, " if self.names else name)
        for question in self.questions:
            there.replace(*there.range_of(question), name)
        for call, frame in self.calls.items():
            self._tell(call, frame, name, edits[frame.module.path])

    def _tell(self, call: ast.Call, frame: Frame, name: str, there: Edits) -> None:
        given = self._given(call)
        text = self._question(given, frame)
        if self.replaced is not None:
            argument = given[self.replaced.arg]
            keyword = next((k for k in call.keywords if k.value is argument), None)
            there.replace(*there.range_of(keyword or argument), f"{name}={text}" if keyword else text)
            return
        position = self.index - self.bound
        if any(isinstance(a, ast.GeneratorExp) for a in call.args) or position > len(call.args):
            before: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
            if not before or isinstance(before[-1], ast.GeneratorExp):
                raise _Refused
            self._behind(there, before[-1], f", {name}={text}", call)
        elif position:
            self._behind(there, call.args[position - 1], f", {text}", call)
        else:
            given_here: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
            first = min((there.range_of(a)[0] for a in given_here), default=None)
            end = there.range_of(call)[1] - 1 if first is None else first
            there.replace(end, end, text if first is None else f"{text}, ")

    def _behind(
        self, there: Edits, node: ast.expr | ast.arg | ast.keyword, text: str, call: ast.Call | None = None
    ) -> None:
        _, end = there.range_of(node)
        rest = there.data[end : there.range_of(call)[1]] if call is not None else b""
        if rest.count(b")") > 1 and rest.lstrip().startswith(b")"):
            raise _Refused  # in parentheses of its own
        there.replace(end, end, text)

    def _given(self, call: ast.Call) -> dict[str, ast.expr]:
        """The arguments of a call by the names of the parameters, defaults included."""
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            raise _Refused
        found = dict(zip(reversed(self.names), reversed(self.code.args.defaults), strict=False))
        found.update(zip(self.names[self.bound :], call.args, strict=False))
        found.update({k.arg: k.value for k in call.keywords if k.arg is not None})
        return found

    def _question(self, given: Mapping[str, ast.expr], frame: Frame) -> str:
        """The question as a caller asks it; raises where its words mean other things there."""
        here, own = frame.module.cell.slots, self.frames[0].module.cell.slots
        local = frame.local_names if frame.function is not None else frozenset()
        if any(n in local or here.get(n) != own.get(n) for n in self.free):
            raise _Refused
        question = copy.deepcopy(self.questions[0])
        for node in ast.walk(question):
            for field, value in ast.iter_fields(node):
                if isinstance(value, ast.Name) and value.id in self.names:
                    setattr(node, field, self._plain(given.get(value.id)))
                elif isinstance(value, list):
                    for i, part in enumerate(value):
                        if isinstance(part, ast.Name) and part.id in self.names:
                            value[i] = self._plain(given.get(part.id))
        return ast.unparse(question)

    def _plain(self, argument: ast.expr | None) -> ast.expr:
        if argument is None or not (isinstance(argument, ast.Constant) or only_reads(argument)):
            raise _Refused
        return argument


def _only_chooses(comprehension: ast.ListComp) -> bool:
    """Whether a comprehension gives the elements that it goes through, but not all."""
    generator = comprehension.generators[0]
    return bool(generator.ifs) and ast.unparse(comprehension.elt) == ast.unparse(generator.target)


__all__ = ["hand_collections"]
