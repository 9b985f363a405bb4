"""Parts functions into what a run feeds and what it does not, at all of their calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Const, Host, Node, Value, nodes_in
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.staging import fed_nodes
from tf2codemod.prepare.call_splitting import (
    NOT_FED,
    Whole,
    is_placeholder,
    loaded,
    needed_of,
    read_first,
    stored,
)
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.given_sizes import tell_sizes
from tf2codemod.prepare.half_calls import HalfCalls, Halves
from tf2codemod.prepare.sure_names import surely_bound
from tf2codemod.tree import walk

NOT_STRAIGHT = (
    *(ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal, ast.FunctionDef, ast.ClassDef),
    *(ast.Import, ast.ImportFrom, ast.Delete, ast.NamedExpr, ast.AsyncFunctionDef, ast.Lambda),
)
NAMING = frozenset(("tf.variable_scope", "tf.name_scope"))
MADE = frozenset(("variable", "placeholder"))


def halve_calls(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Parts the function that is called where the plan stopped, at all of its calls; whether it could."""
    statement = obstacle.node
    if obstacle.code != NOT_FED or not isinstance(statement, ast.Assign):
        return False
    for frame in trace.frames:
        run = frame.by_node.get(statement)
        if run is None:
            continue
        for inner in _called_by(run, trace):
            for unfed, needed in _unfed(inner, trace):
                try:
                    _part(inner, unfed, needed, trace, trees, edits)
                except Whole:
                    continue
                return True
    return False


def _called_by(run: StatementRun, trace: Trace) -> list[Frame]:
    """The activation of the function whose call is all that a statement does."""
    value = run.node.value if isinstance(run.node, ast.Assign) else None
    return [f for f in trace.frames if f.site is value and f.caller is run] if value is not None else []


def _unfed(frame: Frame, trace: Trace) -> Iterator[tuple[set[str], set[StatementRun]]]:
    """For runs that need results of a call: which parameters they do not feed, and what they need."""
    if frame.function is None:
        return
    given = {n: frame.cell.slots.get(n) for n in _parameters(frame.function.node)}
    returned = nodes_in(frame.returned) if frame.returned is not None else ()
    inner = (n for n in trace.nodes if n.kind != "variable" or n in returned)
    made = {n for n in inner if n.made.within(frame) is not None}
    for site in trace.runs:
        needed = needed_of(site, made) if site.reached else set()
        fed = fed_nodes(site.feeds) if needed else ()
        absent = {n for n, v in given.items() if is_placeholder(v) and v not in fed}
        if needed and absent:
            yield absent, {r for n in needed if (r := n.made.within(frame)) is not None}


def _part(
    frame: Frame,
    unfed: set[str],
    needed: set[StatementRun],
    trace: Trace,
    trees: Mapping[Path, ast.Module],
    edits: Mapping[Path, Edits],
) -> None:
    """Parts the function of an activation, or first the one that it calls for what is needed."""
    function = frame.function
    code = function.node if function is not None else None
    if function is None or not isinstance(code, ast.FunctionDef):
        raise Whole
    if tell_sizes(code, function.module.path, unfed, trace, trees, edits):
        return  # what is made of that size does not wait for the tensor
    parting = _Parting(frame, unfed, trace, trees, edits)
    nodes = {r.node for r in needed}
    waiting = [u.statement for u in parting.waiting if not nodes.isdisjoint(walk(u.statement))]
    if not waiting and any(not nodes.isdisjoint(walk(u.statement)) for u in parting.late):
        raise Whole
    if not waiting:
        parting.apply()
        return
    run = frame.by_node.get(waiting[0])
    called = _called_by(run, trace) if run is not None and len(waiting) == 1 else []
    if len(called) != 1 or called[0].function is None:
        raise Whole
    inner = called[0]
    given = parting.late_arguments(waiting[0], _parameters(inner.function.node))  # type: ignore[union-attr]
    within = {n for n in trace.nodes if n.made.within(inner) is not None}
    asked = {
        r
        for site in trace.runs
        if site.reached and not all(p in fed_nodes(site.feeds) for p in parting.placeholders)
        for n in needed_of(site, within)
        if (r := n.made.within(inner)) is not None
    }
    _part(inner, given, asked, trace, trees, edits)


def _parameters(code: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[str]:
    return [a.arg for a in code.args.args]


class Unit(NamedTuple):
    """A statement of a function that is no block of a scope, with the scopes around it."""

    statement: ast.stmt
    blocks: tuple[ast.With, ...]


class _Parting:
    """A function, and which of its statements need what is not fed."""

    def __init__(
        self,
        frame: Frame,
        unfed: set[str],
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        edits: Mapping[Path, Edits],
    ) -> None:
        self.trace = trace
        self.trees = trees
        self.edits = edits
        function = frame.function
        code = function.node if function is not None else None
        if function is None or not isinstance(code, ast.FunctionDef) or function.owner is not None:
            raise Whole
        self.code, self.path = code, function.module.path
        self.frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
        arguments = code.args
        odd = arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs
        if odd or code.decorator_list or code not in trees[self.path].body:
            raise Whole
        values = (frame.cell.slots.get(n) for n in unfed)
        self.placeholders = [v for v in values if isinstance(v, Node) and v.kind == "placeholder"]
        self.results = self._results()
        self.units = list(self._units(code.body[:-1], ()))
        self.late_names = set(unfed)
        self.late: list[Unit] = []
        self.early: list[Unit] = []
        self.waiting: list[Unit] = []  # without those that only keep their order
        in_order = False  # a variable that waits is made before those that follow it
        for unit in self.units:
            waits = bool(loaded([unit.statement]) & self.late_names)
            if waits or (in_order and self._makes_state(unit)):
                self.late.append(unit)
                self.waiting += [unit] if waits else []
                self.late_names |= stored([unit.statement])
                in_order = in_order or self._makes_state(unit)
            elif stored([unit.statement]) & self.late_names:
                raise Whole
            else:
                self.early.append(unit)
        self._sink()

    def late_arguments(self, unit: ast.stmt, names: Sequence[str]) -> set[str]:
        """The parameters of the function that a statement calls which are given what is not fed."""
        call = unit.value if isinstance(unit, ast.Assign) else None
        if not isinstance(call, ast.Call) or any(isinstance(a, ast.Starred) for a in call.args):
            raise Whole
        pairs = [*zip(names, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
        return {n for n, value in pairs if n is not None and loaded([value]) & self.late_names}

    # Reading --------------------------------------------------------------------------------------------

    def _results(self) -> list[ast.expr]:
        body = self.code.body
        last = body[-1]
        returns = [n for s in body for n in walk(s) if isinstance(n, ast.Return)]
        if returns != [last] or not isinstance(last, ast.Return) or not isinstance(last.value, ast.Tuple):
            raise Whole
        if any(isinstance(n, NOT_STRAIGHT) for s in body for n in walk(s)):
            raise Whole
        if not all(isinstance(e, ast.Name) for e in last.value.elts) or len(body) < 2:
            raise Whole
        return last.value.elts

    def _units(self, body: Iterable[ast.stmt], blocks: tuple[ast.With, ...]) -> Iterator[Unit]:
        for statement in body:
            start = self.edits[self.path].range_of(statement)[0]
            line = self.edits[self.path].data[self.edits[self.path].starts[statement.lineno - 1] : start]
            if line.strip():
                raise Whole
            if isinstance(statement, ast.With) and self._only_names(statement):
                yield from self._units(statement.body, (*blocks, statement))
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            else:
                yield Unit(statement, blocks)

    def _only_names(self, block: ast.With) -> bool:
        """Whether a block gives names to what is made in it, and nothing else depends on it."""
        heads = [i.context_expr for i in block.items if i.optional_vars is None]
        symbols = [self.trace.symbols.get(h.func, set()) for h in heads if isinstance(h, ast.Call)]
        return len(symbols) == len(block.items) and all(s and s <= NAMING for s in symbols)

    def _sink(self) -> None:
        """Statements after the first that waits go with it where only those that wait need them."""
        if not self.late:
            raise Whole
        first = self.units.index(self.late[0])
        for unit in reversed(self.units[first:]):
            if unit in self.late:
                continue
            others = [u.statement for u in self.early if u is not unit]
            needed = loaded(others) | {e.id for e in self._early_results() if isinstance(e, ast.Name)}
            if not stored([unit.statement]) & needed and not unit.blocks and not self._makes_state(unit):
                self.early.remove(unit)
                self.late.append(unit)
        self.late.sort(key=self.units.index)

    def _early_results(self) -> list[ast.expr]:
        return [e for e in self.results if not loaded([e]) & self.late_names]

    def _makes_state(self, unit: Unit) -> bool:
        """Whether a statement makes variables or layers, or does anything but compute."""
        inside = walk(unit.statement)
        for frame in self.frames:
            run = frame.by_node.get(unit.statement)
            if run is None or run.effects:
                return True
            if any(n.kind in MADE for n in self.trace.nodes if n.made.within(frame) is run):
                return True
        layers = (n for f in self.frames for c in f.calls if c in inside for n in nodes_in(f.values[c]))
        return any(i.kind == "variable" and "layer" in i.arguments for n in layers for i in n.inputs)

    # Conditions -----------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Writes both functions and the calls of both."""
        self._check_order()
        parameters = _parameters(self.code)
        before = [u.statement for u in self.early]
        after = [u.statement for u in self.late]
        early = [i for i, e in enumerate(self.results) if not loaded([e]) & self.late_names]
        late = [i for i in range(len(self.results)) if i not in early]
        if not early or not late:
            raise Whole
        bound = stored(before)
        read = read_first([*after, *(self.results[i] for i in late)])
        order = [n for s in before for n in _in_order(s)]
        passed = sorted(read & bound, key=order.index)
        if not set(passed) <= surely_bound(before) | set(parameters):
            raise Whole
        for name in passed:
            for frame in self.frames:
                self._check_passed(frame.cell.slots.get(name))
        first = loaded(before) | loaded(self.results[i] for i in early) | self._read_by_blocks(self.early)
        kept = [p for p in parameters if p in first]
        again = [p for p in parameters if p in read | self._read_by_blocks(self.late) and p not in bound]
        named = [n.id for i in late for n in walk(self.results[i]) if isinstance(n, ast.Name)]
        taken = {n for tree in self.trees.values() for n in names_in(tree)}
        halves = Halves(fresh(f"{self.code.name}_{named[0]}", taken), kept, again, passed, early, late)
        calls = HalfCalls(self.code, self.path, self.results, halves, self.trace, self.trees, self.edits)
        calls.write()
        self._write(halves)

    def _check_order(self) -> None:
        """What is left for later must not miss names that change."""
        for unit in self.late:
            place = self.units.index(unit)
            following = [u for u in self.early if self.units.index(u) > place]
            if stored(u.statement for u in following) & loaded([unit.statement]):
                raise Whole

    def _check_passed(self, value: Value | None) -> None:
        """What the first function hands to the second is a tensor, a variable or an ordinary value."""
        plain = isinstance(value, (Const, Host))
        if not plain and not (isinstance(value, Node) and value.kind in ("tensor", "variable")):
            raise Whole

    def _read_by_blocks(self, units: Iterable[Unit]) -> set[str]:
        return {n for u in units for b in u.blocks for i in b.items for n in loaded([i.context_expr])}

    # Text -----------------------------------------------------------------------------------------------

    def _write(self, halves: Halves) -> None:
        edits, code = self.edits[self.path], self.code
        defaults = halves.defaults(code, edits)
        column = code.body[0].col_offset
        indent = " " * column
        returned = {e.id for i in halves.early if isinstance(e := self.results[i], ast.Name)}
        first = [edits.text_of(self.results[i]) for i in halves.early]
        first += [n for n in halves.passed if n not in returned]
        second = [edits.text_of(self.results[i]) for i in halves.late]
        header = [*halves.passed, *(p for p in halves.again if p not in defaults)]
        header += [f"{p}={defaults[p]}" for p in halves.again if p in defaults]
        moved = "".join(self._pieces(column))
        arguments = code.args.args
        start, _ = edits.range_of(arguments[0])
        last = code.args.defaults[-1] if code.args.defaults else arguments[-1]
        end = max(edits.range_of(last)[1], edits.range_of(arguments[-1])[1])
        given = ", ".join(f"{p}={defaults[p]}" if p in defaults else p for p in halves.kept)
        edits.replace(start, end, given)
        edits.replace(
            *edits.range_of(code.body[-1]),
            f"return {', '.join(first)}\n\n\ndef {halves.name}({', '.join(header)}):\n"
            f"{moved}{indent}return {', '.join(second)}",
        )

    def _pieces(self, column: int) -> Iterator[str]:
        """The statements of the second function, taken out of the first."""
        edits = self.edits[self.path]
        done: set[ast.With] = set()
        for unit in self.late:
            whole = next((b for b in unit.blocks if all(u in self.late for u in self._inside(b))), None)
            if whole in done:
                continue
            statement = whole or unit.statement
            if whole is not None:
                done.add(whole)
                if unit.blocks[0] is not whole:
                    raise Whole
            elif unit.blocks and self._makes_state(unit):
                raise Whole
            end = edits.lines_of(statement)[1]
            start = edits.above(statement)
            text = edits.data[start:end].decode()
            strings = (n for n in walk(statement) if isinstance(n, (ast.Constant, ast.JoinedStr)))
            if statement.col_offset != column and any(s.lineno != s.end_lineno for s in strings):
                raise Whole
            gone = statement.col_offset - column
            yield "".join(line[gone:] if line.strip() else line for line in text.splitlines(True))
            edits.replace(start, end)

    def _inside(self, block: ast.With) -> list[Unit]:
        return [u for u in self.units if block in u.blocks]


def _in_order(statement: ast.stmt) -> list[str]:
    names = (n for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return [n.id for n in sorted(names, key=lambda n: (n.lineno, n.col_offset))]


__all__ = ["halve_calls"]
