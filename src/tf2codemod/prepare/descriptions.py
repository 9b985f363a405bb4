"""Asks functions what their tensors are, where a program prints symbolic tensors."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits

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
    for expr, frame, node in found:
        asked = fed_with_nothing(node, frame)
        if asked is None:
            return False
        here = edits[frame.module.path]
        end = here.range_of(expr)[1]
        here.replace(end, end, f".eval({asked}, 'symbol')")
        here.tell(expr.lineno, PRINTED, MESSAGE, REMEDY)
    return True


def _printed(trace: Trace) -> Iterator[tuple[ast.expr, Frame, Node]]:
    """The tensors that a module prints by their names, once."""
    for frame in trace.frames:
        for run in frame.statements if frame.function is None else ():
            for expr in _arguments(run):
                value = frame.values.get(expr)
                if isinstance(value, Node) and value.kind == "tensor" and only_reads(expr):
                    yield expr, frame, value


def _arguments(run: StatementRun) -> Iterator[ast.expr]:
    """What a statement prints that is run at most once."""
    if not run.reached or run.looped or run.times > 1:
        return
    for effect in run.effects:
        if effect.kind == "print" and isinstance(effect.node, ast.Call):
            yield from effect.node.args


def fed_with_nothing(node: Node, frame: Frame) -> str | None:
    """The placeholders that a tensor depends on, each fed with nothing, by the names that a module has."""
    names = {value: key for key, value in frame.module.cell.slots.items() if isinstance(key, str)}
    keys = []
    for source in upstream((node,)):
        if is_element(source):
            return None
        if source.kind == "placeholder":
            if source not in names:
                return None
            keys.append(names[source])
    return "{" + ", ".join(f"{k}: None" for k in sorted(keys)) + "}"
