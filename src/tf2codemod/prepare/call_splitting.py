"""Parts a function of which a run needs some results alone, and does not feed what the others need."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, RunSite, StatementRun, Trace
from tf2codemod.interpret.values import Const, Host, Node, Value, nodes_in
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.slices import only_reads
from tf2codemod.plan.staging import fed_nodes, is_initializer
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.inlining import names_bound
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.sure_names import surely_bound
from tf2codemod.tree import stored_names, walk

NOT_FED = "TF215"
NOT_STRAIGHT = (
    *(ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal, ast.FunctionDef, ast.ClassDef),
    *(ast.Lambda, ast.Import, ast.ImportFrom, ast.Delete, ast.NamedExpr, ast.AsyncFunctionDef),
)
INNER = (ast.Call, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.NamedExpr)


class Whole(Exception):
    """A function that has to stay one."""


def split_call(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Parts the statement at which the plan stopped, or the function that it calls; whether it could."""
    statement = obstacle.node
    if obstacle.code != NOT_FED or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    runs = [f.by_node[statement] for f in trace.frames if statement in f.by_node]
    if not runs or any(r.looped or r.times > 1 for r in runs):
        return False
    path = runs[0].frame.module.path
    if isinstance(statement.value, ast.Tuple):
        return _split_tuple(statement, edits[path])
    try:
        CallSplitting(trace, trees, edits, statement, runs).apply()
    except Whole:
        return False
    return True


def _split_tuple(statement: ast.Assign, edits: Edits) -> bool:
    """Gives every name of ``a, b = f(x), g(y)`` its value in a statement of its own."""
    target, value = statement.targets[0], statement.value
    assert isinstance(value, ast.Tuple)
    if not isinstance(target, ast.Tuple) or len(target.elts) != len(value.elts):
        return False
    if any(isinstance(e, ast.Starred) for e in (*target.elts, *value.elts)):
        return False
    bound = {ast.unparse(e) for e in target.elts}
    inner = (n for v in value.elts[1:] for n in walk(v))
    read = {ast.unparse(n) for n in inner if isinstance(n, (ast.Name, ast.Attribute))}
    if bound & read or not all(isinstance(e, (ast.Name, ast.Attribute)) for e in target.elts):
        return False
    indent = "\n" + " " * statement.col_offset
    lines = [f"{edits.text_of(t)} = {edits.text_of(v)}" for t, v in zip(target.elts, value.elts, strict=True)]
    edits.replace(*edits.range_of(statement), indent.join(lines))
    return True


class Halves(NamedTuple):
    """What the two functions are given, hand on and return; the results by their places."""

    name: str
    kept: Sequence[str]
    again: Sequence[str]
    passed: Sequence[str]
    early: Sequence[int]
    late: Sequence[int]


class CallSplitting:
    """One function that becomes two, and its only call."""

    def __init__(
        self,
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        edits: Mapping[Path, Edits],
        statement: ast.Assign,
        runs: Sequence[StatementRun],
    ) -> None:
        self.trace = trace
        self.trees = trees
        self.statement = statement
        if not isinstance(statement.value, ast.Call):
            raise Whole
        self.call = statement.value
        self.frames = [f for f in trace.frames if f.site is self.call and f.caller in runs]
        functions = {f.function for f in self.frames}
        function = functions.pop() if len(functions) == 1 else None
        if function is None or not isinstance(function.node, ast.FunctionDef) or function.owner is not None:
            raise Whole
        self.code, self.path = function.node, function.module.path
        self.caller = runs[0].frame
        self.here, self.there = edits[self.caller.module.path], edits[self.path]
        self._check_calls()
        self.body, self.results = self._straight()
        self.targets = self._targets()
        self.given = self._arguments()

    def apply(self) -> None:
        """Writes both functions and both calls."""
        for unfed, needed in self._unfed():
            count = self._first_that_takes(unfed)
            if self._are_before(needed, count):
                self._split(count)
                return
        raise Whole

    def _split(self, count: int) -> None:
        before, after = self.body[:count], self.body[count:]
        bound, rebound = stored(before), stored(after)
        parameters = [a.arg for a in self.code.args.args]
        gone = set(parameters) - loaded(before)
        early = [i for i, e in enumerate(self.results) if not loaded([e]) & (rebound | gone)]
        late = [i for i in range(len(self.results)) if i not in early]
        if not late or not early:
            raise Whole
        read = read_first([*after, *(self.results[i] for i in late)])
        passed = sorted(read & bound, key=self._order(before).__getitem__)
        if not set(passed) <= surely_bound(before) | set(parameters):
            raise Whole
        self._check_passed(passed)
        kept = [p for p in parameters if p in loaded(before) | loaded([self.results[i] for i in early])]
        again = [p for p in parameters if p in read and p not in bound]
        name = self._name([self.results[i] for i in late])
        halves = Halves(name, kept, again, passed, early, late)
        self._write_functions(count, halves)
        self._write_calls(halves, self._names_of_passed(passed, early))

    # Conditions -----------------------------------------------------------------------------------------

    def _check_calls(self) -> None:
        """The function is called here and nowhere else, and nothing else knows it."""
        code = self.code
        arguments = code.args
        odd = arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs
        frames = [f for f in self.trace.frames if f.function is not None and f.function.node is code]
        if odd or code.decorator_list or code.col_offset or frames != self.frames:
            raise Whole
        if asks_for_names(self.trees[self.path]):
            raise Whole
        func = self.call.func
        plain = isinstance(func, ast.Name) or (
            isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)
        )
        if not plain:
            raise Whole
        for path, tree in self.trees.items():
            for node in walk(tree):
                if isinstance(node, ast.alias) and node.name == code.name:
                    raise Whole
                known = (isinstance(node, ast.Name) and node.id == code.name and path == self.path) or (
                    isinstance(node, ast.Attribute) and node.attr == code.name
                )
                if known and node is not func:
                    raise Whole

    def _straight(self) -> tuple[list[ast.stmt], list[ast.expr]]:
        """The statements of the function before its end, and the results in their order."""
        body = self.code.body
        last = body[-1]
        returns = [n for s in body for n in walk(s) if isinstance(n, ast.Return)]
        if returns != [last] or not isinstance(last, ast.Return) or not isinstance(last.value, ast.Tuple):
            raise Whole
        if any(isinstance(n, NOT_STRAIGHT) for s in body for n in walk(s)):
            raise Whole
        if any(isinstance(e, ast.Starred) for e in last.value.elts) or body[0].lineno == self.code.lineno:
            raise Whole
        if any(b.lineno <= (a.end_lineno or a.lineno) for a, b in pairwise(body)):
            raise Whole
        made = [m for f in self.frames if last in f.by_node for m in f.by_node[last].made]
        if any(isinstance(n, ast.Call) for e in last.value.elts for n in walk(e)):
            raise Whole
        if any(not isinstance(m, Node) or m.kind != "tensor" for m in made):
            raise Whole
        return body[:-1], last.value.elts

    def _targets(self) -> list[ast.expr]:
        target = self.statement.targets[0]
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
        known = all(isinstance(p, (ast.Name, ast.Attribute)) and only_reads(p) for p in parts)
        names = [n for n in map(ast.unparse, parts) if n != "_"]
        if len(parts) != len(self.results) or not known or len(set(names)) < len(names):
            raise Whole
        return list(parts)

    def _arguments(self) -> dict[str, ast.expr]:
        """What the call gives to each parameter."""
        call, names = self.call, [a.arg for a in self.code.args.args]
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            raise Whole
        found = dict(zip(names, call.args, strict=False))
        found.update({k.arg: k.value for k in call.keywords if k.arg is not None})
        if len(call.args) > len(names) or not set(found) <= set(names):
            raise Whole
        return found

    def _unfed(self) -> Iterator[tuple[set[str], set[StatementRun]]]:
        """For runs that need results of the call: which parameters they do not feed, what they need."""
        for frame in self.frames:
            values = {n: self._given_in(frame, e) for n, e in self.given.items()}
            given = nodes_in(frame.returned) if frame.returned is not None else ()
            inner = (n for n in self.trace.nodes if n.kind != "variable" or n in given)
            made = {n for n in inner if n.made.within(frame) is not None}
            for site in self.trace.runs:
                needed = needed_of(site, made)
                if not site.reached or not needed:
                    continue
                fed = fed_nodes(site.feeds)
                absent = {n for n, v in values.items() if is_placeholder(v) and v not in fed}
                if absent:
                    yield absent, {r for n in needed if (r := n.made.within(frame)) is not None}

    def _given_in(self, frame: Frame, expr: ast.expr) -> Value | None:
        """What an argument of the call means there."""
        return frame.caller.frame.values.get(expr) if frame.caller is not None else None

    def _first_that_takes(self, unfed: set[str]) -> int:
        """The place of the first statement that takes an unfed parameter."""
        return next((i for i, s in enumerate(self.body) if unfed & loaded([s])), len(self.body))

    def _are_before(self, needed: Iterable[StatementRun], count: int) -> bool:
        """Whether a run needs nothing from a statement on, and something before it."""
        position = {s: i for i, s in enumerate(self.body)}
        for run in needed:
            inside = next((i for s, i in position.items() if run.node in walk(s)), None)
            if inside is None or inside >= count:
                return False
        docstring = isinstance(self.body[0], ast.Expr) and isinstance(self.body[0].value, ast.Constant)
        return count > int(docstring)

    def _check_passed(self, passed: Iterable[str]) -> None:
        """What the first function hands to the second is a tensor or an ordinary value."""
        for name in passed:
            for frame in self.frames:
                value = frame.cell.slots.get(name)
                plain = isinstance(value, (Const, Host))
                if not plain and not (isinstance(value, Node) and value.kind == "tensor"):
                    raise Whole

    # Names ----------------------------------------------------------------------------------------------

    def _order(self, before: Sequence[ast.stmt]) -> dict[str, int]:
        order: dict[str, int] = {}
        for statement in before:
            for node in walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    order.setdefault(node.id, len(order))
        return order

    def _name(self, late: Sequence[ast.expr]) -> str:
        named = [n.id for e in late for n in walk(e) if isinstance(n, ast.Name)]
        taken = {n for tree in self.trees.values() for n in names_in(tree)}
        first = named[0] if named else "results"
        return fresh(f"{self.code.name}_{first}", taken)

    def _names_of_passed(self, passed: Sequence[str], early: Sequence[int]) -> dict[str, str]:
        """What the caller calls the values that go from the first function to the second."""
        found: dict[str, str] = {}
        for index in early:
            result, target = self.results[index], ast.unparse(self.targets[index])
            if isinstance(result, ast.Name) and target != "_":
                found.setdefault(result.id, target)
        tree, function = self.trees[self.caller.module.path], self.caller.function
        taken = names_in(tree) if function is None else names_bound(tree) | names_in(function.node)
        for name in passed:
            if name not in found:
                found[name] = fresh(name, taken)
                taken.add(found[name])
        return found

    # Text -----------------------------------------------------------------------------------------------

    def _write_functions(self, count: int, halves: Halves) -> None:
        edits, code = self.there, self.code
        defaults = self._defaults()
        indent = " " * code.body[0].col_offset
        returned = {e.id for i in halves.early if isinstance(e := self.results[i], ast.Name)}
        more = [n for n in halves.passed if n not in returned]
        first = [edits.text_of(self.results[i]) for i in halves.early] + more
        second = [edits.text_of(self.results[i]) for i in halves.late]
        header = [*halves.passed, *(p for p in halves.again if p not in defaults)]
        header += [f"{p}={defaults[p]}" for p in halves.again if p in defaults]
        arguments = code.args.args
        given = ", ".join(f"{p}={defaults[p]}" if p in defaults else p for p in halves.kept)
        if arguments:
            last = code.args.defaults[-1] if code.args.defaults else arguments[-1]
            end = max(edits.range_of(last)[1], edits.range_of(arguments[-1])[1])
            edits.replace(edits.range_of(arguments[0])[0], end, given)
        end_of_first = edits.lines_of(self.body[count - 1])[1]
        start_of_return, end_of_return = edits.range_of(code.body[-1])
        start_of_second = end_of_first
        while edits.data[start_of_second : edits.data.index(b"\n", start_of_second)].strip() == b"":
            start_of_second = edits.data.index(b"\n", start_of_second) + 1
        edits.replace(
            end_of_first,
            end_of_return,
            f"{indent}return {_tuple(first)}\n\n\ndef {halves.name}({', '.join(header)}):\n",
            (start_of_second, start_of_return),
            f"return {_tuple(second)}",
        )

    def _write_calls(self, halves: Halves, names: Mapping[str, str]) -> None:
        both = [p for p in halves.kept if p in halves.again and p in self.given]
        if not all(isinstance(self.given[p], ast.Constant) or only_reads(self.given[p]) for p in both):
            raise Whole
        targets = []
        for result, target in ((self.results[i], self.here.text_of(self.targets[i])) for i in halves.early):
            named = isinstance(result, ast.Name) and target == "_" and result.id in halves.passed
            targets.append(names[result.id] if named and isinstance(result, ast.Name) else target)
        returned = {e.id for i in halves.early if isinstance(e := self.results[i], ast.Name)}
        targets += [names[n] for n in halves.passed if n not in returned]
        seconds = {
            ast.unparse(n)
            for p in halves.again
            if p in self.given
            for n in walk(self.given[p])
            if isinstance(n, (ast.Name, ast.Attribute))
        }
        later = [self.given[p] for p in halves.again if p in self.given]
        if seconds & set(targets) or any(isinstance(n, INNER) for e in later for n in walk(e)):
            raise Whole
        func = self.here.text_of(self.call.func)
        owner = func.rpartition(".")[0]
        first = f"{_tuple(targets)} = {func}({', '.join(self._passed_on(halves.kept, []))})"
        moved = self._passed_on(halves.again, [names[n] for n in halves.passed])
        bound = [self.here.text_of(self.targets[i]) for i in halves.late]
        second = f"{_tuple(bound)} = {owner + '.' if owner else ''}{halves.name}({', '.join(moved)})"
        indent = "\n" + " " * self.statement.col_offset
        self.here.replace(*self.here.range_of(self.statement), indent.join([first, second]))

    def _passed_on(self, parameters: Sequence[str], values: Sequence[str]) -> list[str]:
        """The arguments of a call: by position while they stand in order, by keyword from there on."""
        defaults = self._defaults()
        found = list(values)
        for name in (p for p in parameters if p not in defaults):
            if name not in self.given:
                raise Whole
            found.append(self.here.text_of(self.given[name]))
        for name in (p for p in parameters if p in defaults and p in self.given):
            found.append(f"{name}={self.here.text_of(self.given[name])}")
        return found

    def _defaults(self) -> dict[str, str]:
        arguments = self.code.args
        pairs = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
        found = {a.arg: d for a, d in pairs}
        if not all(isinstance(d, ast.Constant) for d in found.values()):
            raise Whole
        return {n: self.there.text_of(d) for n, d in found.items()}


def is_placeholder(value: Value | None) -> bool:
    return isinstance(value, Node) and value.kind == "placeholder"


def needed_of(site: RunSite, made: set[Node]) -> set[Node]:
    """What a run needs of what one call made."""
    roots = [n for n in nodes_in(site.fetches) if not is_initializer(n)]
    return {n for n in upstream(roots, fed_nodes(site.feeds)) if n in made}


def stored(statements: Iterable[ast.AST]) -> set[str]:
    return {n for s in statements for n in stored_names(s)}


def loaded(code: Iterable[ast.AST]) -> set[str]:
    """The names that code reads; what an assignment adds to is read by it."""
    found = set()
    for node in (n for c in code for n in walk(c)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def read_first(code: Iterable[ast.AST]) -> set[str]:
    """The names that a line of statements reads before it has bound them itself."""
    bound: set[str] = set()
    found: set[str] = set()
    for part in code:
        if isinstance(part, ast.For):
            found |= loaded([part.iter]) - bound
            found |= loaded([*part.body, *part.orelse]) - bound - set(stored_names(part.target))
            continue
        found |= loaded([part]) - bound
        if isinstance(part, ast.Assign):
            bound.update(stored_names(part))
    return found


def _tuple(parts: Sequence[str]) -> str:
    return ", ".join(parts)
