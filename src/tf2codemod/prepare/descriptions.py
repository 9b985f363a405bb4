"""Asks functions what their tensors are, where a program prints symbolic tensors."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Instance, Node, Value
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import attributes_in

PRINTED = "TF231"
READ_BY_CODE_THAT_STAYS = frozenset(("TF230", "TF232", PRINTED))
MESSAGE = "a symbolic tensor is printed: its shape and type stay, the name of its op is another"
REMEDY = "print the value, or nothing"


def describe_printed(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Prints what functions give when they are traced, instead of tensors of a graph; whether it could."""
    found = list(_printed(trace)) if obstacle.code in READ_BY_CODE_THAT_STAYS else []
    if all(expr is not obstacle.node for expr, _, _ in found):
        return False
    taken = {n for tree in trees.values() for n in (*names_in(tree), *attributes_in(tree))}
    for expr, run, node in found:
        frame = run.frame
        here = edits[frame.module.path]
        asked = Asking(frame, run, here, taken).text(expr, node, "symbol")
        if asked is None:
            return False
        here.replace(*here.range_of(expr), asked)
        here.tell(expr.lineno, PRINTED, MESSAGE, REMEDY)
    return True


def _printed(trace: Trace) -> Iterator[tuple[ast.expr, StatementRun, Node]]:
    """The tensors that modules and methods print by their names, once where they are called."""
    seen: set[ast.AST] = set()
    for frame in trace.frames:
        for run in frame.statements if frame.function is None or frame.receiver else ():
            for expr in _arguments(run):
                if expr in seen:
                    continue
                seen.add(expr)
                value = frame.values.get(expr)
                if isinstance(value, Node) and value.kind == "tensor" and only_reads(expr):
                    yield expr, run, value


def _arguments(run: StatementRun) -> Iterator[ast.expr]:
    """What a statement prints that is run at most once."""
    if not run.reached or run.looped or run.times > 1:
        return
    for effect in run.effects:
        if effect.kind == "print" and isinstance(effect.node, ast.Call):
            yield from effect.node.args


def _names(frame: Frame) -> dict[Value, str]:
    """What a frame can call the values that it, its object or its module has."""
    own = frame.cell.slots.get(frame.receiver) if frame.receiver else None
    named = {v: k for k, v in frame.module.cell.slots.items() if isinstance(k, str)}
    if isinstance(own, Instance):
        named |= {v: f"{frame.receiver}.{k}" for k, v in own.cell.slots.items() if isinstance(k, str)}
    return named | {v: k for k, v in frame.cell.slots.items() if isinstance(k, str)}


class Asking:
    """Writes what asks for a description of a tensor, for one statement."""

    def __init__(self, frame: Frame, run: StatementRun, edits: Edits, taken: set[str]) -> None:
        self.frame = frame
        self.run = run
        self.edits = edits
        self.taken = taken
        self.lines: list[str] = []

    def text(self, expr: ast.expr, node: Node, kind: str) -> str | None:
        """The question about a tensor; that of an object is its attribute."""
        fed = fed_with_nothing(node, self.frame)
        tensor = ast.unparse(expr)
        if fed is None:
            return None
        if self.frame.receiver and isinstance(expr, ast.Name):
            tensor = f"{self.frame.receiver}.{self.fresh(expr.id)}"
            if not self.add(f"{tensor} = {expr.id}"):
                return None
        return f"{tensor}.eval({fed}, '{kind}')"

    def fresh(self, name: str) -> str:
        """A name that the program does not have as that of an attribute."""
        found = fresh(name, self.taken)
        self.taken.add(found)
        return found

    def add(self, line: str) -> bool:
        """Puts a line above the statement; whether it could."""
        start, first = self.edits.range_of(self.run.node)[0], self.edits.lines_of(self.run.node)[0]
        if self.edits.data[first:start].strip():
            return False
        self.lines.append(line)
        parts = [p for each in self.lines for p in (each + "\n", (first, start))]
        self.edits.replace(start, start, *parts)
        return True


def fed_with_nothing(node: Node, frame: Frame) -> str | None:
    """The placeholders that a tensor depends on, each fed with nothing, by the names that they have."""
    names = _names(frame)
    keys = []
    for source in upstream((node,)):
        if source.kind == "placeholder" and not is_element(source):
            if source not in names:
                return None
            keys.append(names[source])
    return "{" + ", ".join(f"{k}: None" for k in sorted(keys)) + "}"
