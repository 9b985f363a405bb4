"""Writes the function that a data set maps over its elements, from statements that computed with them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeGuard

from tf2codemod.facts import table
from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Items, Mapping, Node
from tf2codemod.plan.naming import fresh
from tf2codemod.prepare.dissolving import Dissolving
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.queue_elements import NotCovered
from tf2codemod.prepare.regions import Scope
from tf2codemod.tree import stored_names, walk

_EFFECTS = table("host_effects")
PURE = (*_EFFECTS["pure_calls"], "tf.logging.")
DRAWS = tuple(_EFFECTS["draws"])
COMPUTING = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.If, ast.For, ast.With, ast.Assert)
NOT_MOVED = (
    *(
        ast.Return,
        ast.Yield,
        ast.YieldFrom,
        ast.Await,
        ast.Global,
        ast.Nonlocal,
        ast.FunctionDef,
        ast.ClassDef,
    ),
    *(ast.Import, ast.ImportFrom, ast.Delete, ast.NamedExpr, ast.Try, ast.Raise, ast.While),
)
# Ops that give a list or a dict of tensors.
LISTS = frozenset(("decode_csv", "split", "unstack", "unpack"))
DICTS = frozenset(("parse_single_example", "parse_example"))
LEFT_IN_THE_GRAPH = (
    "tf.summary",
    "tf.add_to_collection",
    "tf.get_variable",
    "tf.Variable",
    "tf.contrib.layers.summarize",
)


@dataclass
class Opening:
    """Where a scope gets elements: their data set, their names, and what is computed of them at once."""

    statement: ast.stmt
    call: ast.Call
    text: str | Range
    names: list[str]
    readings: frozenset[Node]
    in_parts: bool = False
    whole: str = ""
    before: list[str] = field(default_factory=list)


class ElementScope(Protocol):
    """A function or module that computes with elements."""

    scope: Scope
    frames: Sequence[Frame]
    trace: Trace
    edits: Edits
    going: Dissolving
    taken: set[str]
    line: list[ast.stmt]
    apart: set[ast.AST]
    handed: dict[ast.AST, ast.expr]

    @property
    def indentation(self) -> int:
        """By how many columns the body of a function is moved in."""

    def carried(self, code: ast.AST) -> frozenset[Node]:
        """The readings that something in a piece of code comes from."""

    def ends(self, statement: ast.stmt) -> list[tuple[ast.expr, ast.AST]]:
        """What the elements of an ending are made of, and the code that takes them."""


def lines_of_code(body: Sequence[ast.stmt], opens: Callable[[ast.stmt], bool]) -> Iterator[ast.stmt]:
    """The statements that run one after the other, those inside of blocks that reading begins in included."""
    for statement in body:
        if _is_on_the_line(statement) and opens(statement):
            yield from lines_of_code(statement.body, opens)
        else:
            yield statement


def _is_on_the_line(statement: ast.stmt) -> TypeGuard[ast.With | ast.Try | ast.If]:
    """Whether the body of a block is run once, where it stands."""
    if isinstance(statement, ast.If):
        test = statement.test
        return isinstance(test, ast.Compare) and ast.unparse(test.left) == "__name__"
    return isinstance(statement, (ast.With, ast.Try))


class ElementFunction:
    """What is computed of an element between where it is read and where batches are made of it."""

    def __init__(
        self, scope: ElementScope, opening: Opening, body: Sequence[ast.stmt], ends: Sequence[ast.stmt]
    ) -> None:
        self.scope = scope
        self.opening = opening
        self.body = list(body)
        self.ends = list(ends)
        self.written = Edits(scope.edits.text)
        self.names = list(opening.names)
        results = [expr for s in ends for expr, _ in scope.ends(s)]
        if len({ast.unparse(r) for r in results}) != 1:
            raise NotCovered
        self.result = results[0]
        dropped = self._name_parts() if opening.whole else None
        for statement in self.body:
            self._check_statement(statement)
        self._check_names()
        self.kept = [s for s in self.body if dropped is None or s not in dropped]

    def written_before(self, end: ast.stmt, data: str) -> str:
        """Writes the function above a statement; what gives the elements then."""
        scope = self.scope
        for statement in self.body:
            scope.going.gone.add(statement)
        if not self.kept and not self.opening.before and self._is_plain():
            return data
        reads = bool(self.opening.before) or not self.opening.in_parts
        name = fresh("parse" if reads else "preprocess", scope.taken)
        scope.taken.add(name)
        edits, column = scope.edits, end.col_offset
        unit = scope.indentation
        text = f"{' ' * column}def {name}({', '.join(self.names)}):\n"
        for written in self.opening.before:
            text += f"{' ' * (column + unit)}{written}\n"
        for statement in self.kept:
            text += self._lines(statement, column + unit, text.endswith(":\n"))
        text += f"{' ' * (column + unit)}return {self._returned()}\n"
        gap = "\n" * (1 if column else 2)
        line = end.lineno
        while line > 1 and edits.data[edits.starts[line - 2] : edits.starts[line - 1]].strip().startswith(
            b"#"
        ):
            line -= 1
        blank = line > 1 and not edits.data[edits.starts[line - 2] : edits.starts[line - 1]].strip()
        start = edits.starts[line - 1]
        edits.replace(start, start, ("" if blank else "\n") + text + gap)
        return f"{data}.map({name})"

    # Conditions -----------------------------------------------------------------------------------------

    def _check_statement(self, statement: ast.stmt) -> None:
        if not isinstance(statement, COMPUTING):
            raise NotCovered
        symbols = self.scope.trace.symbols
        for frame in self.scope.frames:
            for run in frame.statements:
                if run.node in walk(statement):
                    self._check_effects(run, frame)
        for node in walk(statement):
            if isinstance(node, NOT_MOVED):
                raise NotCovered
            if isinstance(node, ast.Call):
                self._check_call(node)
                found = symbols.get(node.func, set())
                if any(s.startswith(LEFT_IN_THE_GRAPH) for s in found):
                    raise NotCovered
            if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
                base = node.value
                own = isinstance(base, ast.Name) and any(base.id in stored_names(s) for s in self.body)
                if not isinstance(node, ast.Subscript) or not own:
                    raise NotCovered

    def _check_effects(self, run: StatementRun, frame: Frame) -> None:
        """Nothing but printing may happen beside computing."""
        for effect in run.effects:
            pure = effect.what.startswith(PURE) and not effect.what.startswith(DRAWS)
            shown = [frame.values.get(a) for a in getattr(effect.node, "args", [])]
            if effect.kind == "print" and not any(isinstance(v, Node) for v in shown):
                continue
            if not pure:
                raise NotCovered

    def _check_call(self, call: ast.Call) -> None:
        """A call in the function must not change anything outside of it."""
        scope = self.scope
        called = [f for f in scope.trace.frames if f.site is call and f.function is not None]
        for frame in called:
            assert frame.function is not None
            for inner in (f for f in (frame, *scope.trace.beneath(frame)) if f.function is not None):
                assert inner.function is not None
                code = walk(inner.function.node)
                found = {s for n in code for s in scope.trace.symbols.get(n, ())}
                if any(map(_reaches_out, code)) or any(s.startswith(LEFT_IN_THE_GRAPH) for s in found):
                    raise NotCovered
                for run in inner.statements:
                    self._check_effects(run, inner)
        if called or scope.trace.symbols.get(call.func) or not isinstance(call.func, ast.Attribute):
            return
        owners = [f.values[call.func.value] for f in scope.frames if call.func.value in f.values]
        own = isinstance(call.func.value, ast.Name) and any(
            call.func.value.id in stored_names(s) for s in self.body
        )
        if scope.carried(call) and not own and not all(isinstance(v, Node) for v in owners):
            raise NotCovered

    def _check_names(self) -> None:
        """Every name must mean in the function what it meant, and nothing outside may need what it binds."""
        scope = self.scope
        inside = {n for s in (*self.body, *self.ends) for n in walk(s)}
        stored = {name for s in self.body for name in stored_names(s)}
        bound = {*self.names, self.opening.whole}
        bound |= {n for line in self.opening.before for n in [line.partition(" = ")[0]]}
        for statement in (*self.body, self.result):
            loads = {n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            own = set(stored_names(statement)) if isinstance(statement, ast.stmt) else set()
            plain = isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr))
            reads = {n.id for n in walk(statement) if isinstance(n, ast.Name) and scope.carried(n)}
            early = ((loads & (stored | reads)) - bound) - (set() if plain else own)
            if early:
                raise NotCovered
            bound |= own
        handed = {n for s in self.ends for e, _ in scope.ends(s) for n in walk(e)}
        known = (
            {n.id for n in handed if isinstance(n, ast.Name)}
            if self.result in scope.handed.values()
            else set()
        )
        for node in (n for s in self.ends for n in walk(s) if n not in handed):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in stored - known:
                raise NotCovered
        first = min((s.lineno for s in self.body), default=self.opening.statement.lineno)
        first = min(first, self.opening.statement.lineno)
        last = max((s.end_lineno or s.lineno for s in self.body), default=first)
        last = max(last, self.opening.statement.lineno)
        end = self.ends[0].lineno
        line = [s for s in scope.line if s not in inside]
        gone = stored | {n for n in (*self.opening.names, self.opening.whole) if n and n != "_"}
        for between in (s for s in line if first < s.lineno < end):
            earlier = (n for s in self.body if s.lineno < between.lineno for n in walk(s))
            if {n.id for n in earlier if isinstance(n, ast.Name)} & set(stored_names(between)):
                raise NotCovered
        kinds = (ast.FunctionDef, ast.Lambda, ast.ClassDef)
        others = [f for f in walk(scope.scope) if isinstance(f, kinds) and f is not scope.scope]
        elsewhere = {n for f in others if f not in inside for n in walk(f)}
        for name in (n for n in walk(scope.scope) if isinstance(n, ast.Name) and n.id in gone):
            if name in elsewhere and name not in inside and name.id not in _own_names(name, others):
                raise NotCovered
            if (
                name in inside
                or name in elsewhere
                or name in scope.apart
                or name in walk(self.opening.statement)
                or name.lineno < first
            ):
                continue
            after = [s for s in (*line, *self.ends) if s.lineno > last and s.lineno < name.lineno]
            again = any(name.id in stored_names(s) and isinstance(s, ast.Assign) for s in after)
            if isinstance(name.ctx, ast.Load) and not again:
                raise NotCovered

    # Parts of a whole -----------------------------------------------------------------------------------

    def _name_parts(self) -> set[ast.stmt]:
        """Names the parts that are taken of an element by their position; what only takes one is dropped."""
        whole = self.opening.whole
        code = [*self.body, *(n for s in self.ends for n in [s])]
        parts: list[tuple[int, ast.Subscript]] = []
        for statement in code:
            for node in walk(statement):
                if (
                    isinstance(node, ast.Subscript)
                    and isinstance(node.value, ast.Name)
                    and node.value.id == whole
                ):
                    index = node.slice.value if isinstance(node.slice, ast.Constant) else None
                    if not isinstance(index, int) or not 0 <= index < len(self.names):
                        raise NotCovered
                    parts.append((index, node))
        named = {n.value for _, n in parts}
        every = [n for n in walk(self.scope.scope) if isinstance(n, ast.Name) and n.id == whole]
        if any(
            n not in named and isinstance(n.ctx, ast.Load) and n.lineno > self.opening.statement.lineno
            for n in every
        ):
            raise NotCovered
        dropped: set[ast.stmt] = set()
        chosen: dict[int, str] = {}
        for place, statement in enumerate(self.body):
            index = next(
                (i for i, n in parts if isinstance(statement, ast.Assign) and statement.value is n), None
            )
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if index is None or index in chosen or not isinstance(target, ast.Name):
                continue
            earlier = {n.id for s in self.body[:place] for n in walk(s) if isinstance(n, ast.Name)}
            if target.id not in earlier and target.id not in chosen.values():
                chosen[index] = target.id
                dropped.add(statement)
        for index, likely in enumerate(self.names):
            if index not in chosen:
                chosen[index] = self._part_name(index, likely, parts, set(chosen.values()))
        self.names = [chosen[i] for i in range(len(self.names))]
        for index, node in parts:
            self.written.replace(*self.written.range_of(node), self.names[index])
        return dropped

    def _part_name(
        self, index: int, likely: str, parts: Sequence[tuple[int, ast.Subscript]], used: set[str]
    ) -> str:
        last = max((n.lineno for i, n in parts if i == index), default=0)
        bound = [s for s in self.body if likely in stored_names(s)]
        early = any(s.lineno < last for s in bound)
        read = any(
            isinstance(n, ast.Name) and n.id == likely and isinstance(n.ctx, ast.Load)
            for s in (*self.body, *self.ends)
            for n in walk(s)
            if not bound or s.lineno <= bound[0].lineno
        )
        if likely and likely not in used and not early and not read:
            return likely
        name = fresh(f"{self.opening.whole}_{index}", self.scope.taken)
        self.scope.taken.add(name)
        return name

    # Text -----------------------------------------------------------------------------------------------

    def _lines(self, statement: ast.stmt, column: int, first: bool) -> str:
        text = "".join(self._text(part) for part in self.written.moved(statement, column))
        line = statement.lineno - 1
        while line > 0 and self._line(line).startswith("#"):
            line -= 1
        return ("" if first or self._line(line) else "\n") + text

    def _line(self, number: int) -> str:
        starts = self.written.starts
        return self.written.data[starts[number - 1] : starts[number]].decode().strip()

    def _text(self, part: str | tuple[int, int]) -> str:
        return part if isinstance(part, str) else self.written.rendered(*part)

    def _returned(self) -> str:
        result = self.result
        if isinstance(result, (ast.List, ast.Tuple)):
            return ", ".join(self._expression(e) for e in result.elts)
        values = [f.values.get(result) for f in self.scope.frames if result in f.values]
        if result in self.scope.handed.values():
            return ast.unparse(result)
        text = self._expression(result)
        if all(isinstance(v, Items) and v.rest is None and len(v.prefix) > 1 for v in values):
            return (
                text if all(isinstance(v, Items) and v.kind == "tuple" for v in values) else f"tuple({text})"
            )
        if all(isinstance(v, Mapping) for v in values) or isinstance(result, ast.Dict):
            return text
        if not all(isinstance(v, Node) for v in values):
            raise NotCovered
        ops = {v.op.rpartition(".")[2] for v in values if isinstance(v, Node)}
        if ops & LISTS:
            if not ops <= LISTS:
                raise NotCovered
            return f"tuple({text})"
        if self._is_batched(result) and not ops <= DICTS:
            raise NotCovered
        return text

    def _expression(self, expr: ast.expr) -> str:
        return expr.id if isinstance(expr, ast.Name) else self._text(self.written.range_of(expr))

    def _is_batched(self, result: ast.expr) -> bool:
        return all(place is not s for s in self.ends for e, place in self.scope.ends(s) if e is result)

    def _is_plain(self) -> bool:
        """Whether what is handed on is the element as it is."""
        result = self.result
        names = [result] if isinstance(result, ast.Name) else getattr(result, "elts", [])
        if isinstance(result, ast.Name) and self.opening.in_parts:
            return False
        same = [n.id if isinstance(n, ast.Name) else "" for n in names] == self.names
        return same and (len(names) > 1 or not self.opening.in_parts)


def _own_names(name: ast.Name, codes: Sequence[ast.AST]) -> set[str]:
    """The names that the functions around a place bind themselves."""
    found: set[str] = set()
    for code in (c for c in codes if name in walk(c)):
        found.update(stored_names(code))
        found.update(n.arg for n in walk(code) if isinstance(n, ast.arg))
    return found


def _reaches_out(node: ast.AST) -> bool:
    if isinstance(node, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom)):
        return True
    return isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
