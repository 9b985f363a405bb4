"""Puts recurrent cells that are made with fed tensors into a function, with the loops over them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Bound, Function, Node, Thing, Value, nodes_in
from tf2codemod.plan.cell_states import LOOPS
from tf2codemod.plan.cells_at_calls import cells_in, is_fed
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.outside_names import Read, loaded, stored, stored_surely
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import parts, stored_names, walk

STAYS_WITH_ITS_USE = "TF230"
NAME = "rnn_layer"
OF_THEIR_PLACE = (
    *(ast.Return, ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await, ast.Break, ast.Continue),
    *(ast.ClassDef, ast.Import, ast.ImportFrom, ast.Delete, ast.NamedExpr, ast.Raise),
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Refused(Exception):
    """Statements that must stay where they are."""


class _Lines(NamedTuple):
    """Statements in a row: the block that they stand in, the code around it, and where they begin and end."""

    scope: ast.Module | ast.FunctionDef
    top: ast.stmt
    block: Sequence[ast.stmt]
    first: int
    last: int

    @property
    def statements(self) -> Sequence[ast.stmt]:
        return self.block[self.first : self.last + 1]


def put_fed_cells_in_functions(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives a cell that a fed tensor is a part of a function that makes it and runs it; whether it could."""
    if obstacle.code != STAYS_WITH_ITS_USE or any(map(asks_for_names, trees.values())):
        return False
    for path, tree in trees.items():
        if obstacle.node in walk(tree):
            try:
                _Extraction(trace, trees, path, obstacle.node).write(edits[path])
            except _Refused:
                return False
            return True
    return False


class _Extraction:
    """The statements from the making of a cell to the loops over it, as a function."""

    def __init__(self, trace: Trace, trees: Mapping[Path, ast.Module], path: Path, place: ast.AST) -> None:
        self.trace, self.trees, self.tree = trace, trees, trees[path]
        self.loops = [n for n in trace.nodes if model_of(n.op) in LOOPS]
        self.lines = self._extended(self._found(place))
        self.inside = {n for s in self.lines.statements for n in walk(s)}
        self.frames = [f for f in trace.frames if self.lines.block[self.lines.first] in f.by_node]
        if not self.frames or any(map(_is_of_its_place, self.lines.statements)):
            raise _Refused
        self._check_made()
        self.receiver = self._receiver()
        self.taken = names_taken(trees.values())
        self.name = fresh(NAME, self.taken)
        self.own = {a.attr: self._local(a.attr) for a in self._attributes()}
        self.parameters = self._in_order(dict(self._parameters()))
        self.results = dict(self._results())
        if not self.results:
            raise _Refused

    # Where ----------------------------------------------------------------------------------------------

    def _found(self, place: ast.AST) -> _Lines:
        """The shortest row of statements that makes the cell with its fed tensor, and runs it."""
        loops = [n for n in self.loops if self._runs(n, place)]
        places = [place, *(n.expr for n in loops)]
        found: _Lines | None = None
        for scope, top, block in _blocks(self.tree):
            holders = [[i for i, s in enumerate(block) if each in walk(s)] for each in places]
            if loops and all(holders):  # inner blocks come after those around them
                ends = [i for h in holders for i in h]
                found = _Lines(scope, top or block[min(ends)], block, min(ends), max(ends))
        if found is None:
            raise _Refused
        return found

    def _runs(self, node: Node, place: ast.AST) -> bool:
        return any(place in walk(c.expr) for v in node.arguments.values() for c in cells_in(v))

    def _extended(self, lines: _Lines) -> _Lines:
        """The statements with those before them that make the cells, or what the cells are put into."""
        while True:
            names = {r.name for r in loaded(lines.statements) if self._is_of_cells(r.node)}
            first = lines.first
            for index in range(lines.first):
                statement = lines.block[index]
                defined = statement.name if isinstance(statement, ast.FunctionDef) else ""
                if defined in names or names.intersection(stored_names(statement)):
                    first = index
                    break
            if first == lines.first:
                return lines
            top = lines.top if lines.top is not lines.block[lines.first] else lines.block[first]
            lines = _Lines(lines.scope, top, lines.block, first, lines.last)

    def _is_of_cells(self, node: ast.expr) -> bool:
        """Whether a name or an attribute is a cell, holds some, or is a function that makes them."""
        for frame in self.trace.frames:
            value = frame.values.get(node)
            if any(True for _ in cells_in(value)):
                return True
            if isinstance(value, Function) and any(self._makes_some_for(n, value) for n in self.loops):
                return True
        return False

    def _makes_some_for(self, loop: Node, function: Function) -> bool:
        inside = walk(function.node)
        return any(cell.expr in inside for v in loop.arguments.values() for cell in cells_in(v))

    # What -----------------------------------------------------------------------------------------------

    def _check_made(self) -> None:
        """What is fed or run must stay where it is."""
        if any(site.call in self.inside for site in self.trace.runs):
            raise _Refused
        for node in self.trace.nodes:
            here = any(run.node in self.inside for run in node.made.chain())
            if here and node.kind in ("placeholder", "action"):
                raise _Refused

    def _receiver(self) -> str:
        """The name of the object that a method belongs to, which the function does not know."""
        receiver = self.frames[0].receiver
        owners = {n.value for n in self.inside if isinstance(n, ast.Attribute)}
        uses = [n for n in self.inside if isinstance(n, ast.Name) and n.id == receiver]
        if any(n not in owners for n in uses):
            raise _Refused
        return receiver

    def _attributes(self) -> list[ast.Attribute]:
        """The attributes of the object that the statements read or write, in the order of the text."""
        found = [n for n in self.inside if isinstance(n, ast.Attribute) and self._is_own(n)]
        return sorted(found, key=lambda n: (n.lineno, n.col_offset))

    def _is_own(self, node: ast.Attribute) -> bool:
        return bool(self.receiver) and isinstance(node.value, ast.Name) and node.value.id == self.receiver

    def _local(self, attribute: str) -> str:
        """The name that an attribute of the object has in the function."""
        used = {n.id for n in self.inside if isinstance(n, ast.Name)}
        return fresh(attribute.lstrip("_") or attribute, used)

    def _parameters(self) -> Iterator[tuple[str, str]]:
        """The names of what the statements need of the code around them, with what is given."""
        bound: set[str] = set()
        for statement in self.lines.statements:
            for read in loaded([statement]):
                if read.name not in bound and self._is_from_around(read):
                    yield read.name, read.name
            for attribute in sorted(
                (n for n in walk(statement) if isinstance(n, ast.Attribute) and self._is_own(n)),
                key=lambda n: (n.lineno, n.col_offset),
            ):
                text = ast.unparse(attribute)
                if text not in bound and isinstance(attribute.ctx, ast.Load):
                    if any(isinstance(v, (Bound, Function)) for v in self._values(attribute)):
                        raise _Refused
                    yield self.own[attribute.attr], text
            bound |= stored_surely(statement)

    def _in_order(self, parameters: dict[str, str]) -> dict[str, str]:
        """The parameters as a reader expects them: tensors, what wraps the cells, and settings."""
        calls = {e for f in self.frames for t in _made_cells(f) if is_fed(t) for e in walk(t.expr)}
        reads = [n for n in self.inside if isinstance(n, (ast.Name, ast.Attribute)) and n not in calls]
        plain = {ast.unparse(n) for n in reads}

        def rank(name: str) -> int:
            given = parameters[name]
            values = [
                v
                for n in self.inside
                if isinstance(n, ast.expr) and ast.unparse(n) == given
                for v in self._values(n)
            ]
            tensor = any(nodes_in(v) for v in values)
            return 2 if not tensor else 0 if given in plain else 1

        return {name: parameters[name] for name in sorted(parameters, key=rank)}

    def _is_from_around(self, read: Read) -> bool:
        """Whether a name is bound by the code around, and cannot be read in a function of the module."""
        if read.name == self.receiver:
            return False
        if isinstance(self.lines.scope, ast.Module):
            return any(nodes_in(v) for v in self._values(read.node))
        return any(read.name in f.local_names for f in self.frames) and self._is_bound_outside(read.name)

    def _is_bound_outside(self, name: str) -> bool:
        for node in walk(self.lines.scope):
            if node not in self.inside and name in (_bound_by(node), getattr(node, "arg", None)):
                return True
        return False

    def _results(self) -> Iterator[tuple[str, str]]:
        """The names that the code around reads afterwards, in the function and where it is called."""
        for node in stored(self.lines.statements):
            if isinstance(node, ast.Name):
                name = self._is_read_elsewhere(node.id, as_attribute=False) and node.id
            elif self._is_own(node):
                name = self._is_read_elsewhere(node.attr, as_attribute=True) and self.own[node.attr]
            else:
                raise _Refused
            if name:
                yield name, self._given_out(ast.unparse(node))

    def _given_out(self, text: str) -> str:
        """What is bound where the function is called: tensors alone, for the rest is made inside."""
        values = list(self._bound_values(text))
        tensors = [n for v in values for n in nodes_in(v)]
        if not tensors or any(n.kind not in ("tensor", "tensors") for n in tensors):
            raise _Refused
        if any(True for v in values for _ in cells_in(v)):
            raise _Refused
        return text

    def _bound_values(self, text: str) -> Iterator[Value]:
        for frame in self.frames:
            owner, _, attribute = text.rpartition(".")
            cell = frame.cell
            if owner:
                held = frame.cell.slots.get(owner)
                cell = getattr(held, "cell", frame.cell)
            value = cell.slots.get(attribute)
            if value is not None:
                yield value

    def _is_read_elsewhere(self, name: str, as_attribute: bool) -> bool:
        """Whether any code outside of the statements may read a name that they bind."""
        whole = isinstance(self.lines.scope, ast.Module) or as_attribute
        for tree in self.trees.values() if whole else [self.lines.scope]:
            for node in walk(tree):
                if node in self.inside:
                    continue
                read = isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
                asked = isinstance(node, ast.Attribute) and node.attr == name and whole
                imported = isinstance(node, ast.alias) and node.name in (name, "*") and whole
                if asked or ((read or imported) and not as_attribute):
                    return True
        return False

    def _values(self, expr: ast.expr) -> list[Value]:
        return [value for frame in self.trace.frames if (value := frame.values.get(expr)) is not None]

    # Text -----------------------------------------------------------------------------------------------

    def write(self, edits: Edits) -> None:
        for attribute in self._attributes():
            edits.replace(*edits.range_of(attribute), self.own[attribute.attr])
        lines = self.lines
        column = lines.block[lines.first].col_offset
        start, end = edits.lines_of(lines.block[lines.first])[0], edits.lines_of(lines.block[lines.last])[1]
        if edits.data[start : start + column].strip():
            raise _Refused
        body = [part for s in lines.statements for part in edits.moved(s, 4)]
        if lines.first == lines.last:  # its lines go in one piece
            body = ["".join(p if isinstance(p, str) else edits.rendered(*p) for p in body)]
        code: list[str | Range] = [f"def {self.name}({', '.join(self.parameters)}):\n", *body]
        code.append(f"    return {', '.join(self.results)}\n\n\n")
        targets, given = ", ".join(self.results.values()), ", ".join(self.parameters.values())
        call = f"{' ' * column}{targets} = {self.name}({given})\n"
        if lines.top is lines.block[lines.first]:
            edits.replace(start, end, *code, call)
        else:
            above = edits.above(lines.top)
            edits.replace(above, above, *code)
            edits.replace(start, end, call)


def _made_cells(frame: Frame) -> Iterator[Thing]:
    for run in frame.statements:
        yield from (t for t in run.made if isinstance(t, Thing) and t.kind == "cell")


def _blocks(
    tree: ast.Module,
) -> Iterator[tuple[ast.Module | ast.FunctionDef, ast.stmt | None, Sequence[ast.stmt]]]:
    """The blocks of a module, each with the function it stands in and the statement of the module."""
    pending: list[tuple[ast.AST, ast.Module | ast.FunctionDef, ast.stmt | None]] = [(tree, tree, None)]
    for node, scope, top in pending:
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if not isinstance(block, list) or not block:
                continue
            yield scope, top, block
            for statement in block:
                inner = statement if isinstance(statement, ast.FunctionDef) else scope
                pending.append((statement, inner, top or statement))


def _bound_by(node: ast.AST) -> str:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return node.id
    return node.name if isinstance(node, FUNCTIONS) else ""


def _is_of_its_place(node: ast.AST) -> bool:
    """Whether code ends, or reaches, what is around it."""
    if isinstance(node, ast.FunctionDef):
        return any(isinstance(n, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom)) for n in walk(node))
    return isinstance(node, OF_THEIR_PLACE) or any(map(_is_of_its_place, parts(node)))


__all__ = ["put_fed_cells_in_functions"]
