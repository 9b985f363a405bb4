"""Asks functions how large their tensors are, where a module makes something of that size."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.naming import names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.descriptions import PRINTED, Asking
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import attributes_in
from tf2codemod.tree import walk

BOUND_BY_CODE_THAT_MOVES = "TF232"
MESSAGE = "a static shape is printed: an open dimension is None now, and was a question mark"
REMEDY = "print the sizes that are known"
Question = tuple[ast.expr, tuple[ast.Name, StatementRun]]


def measure_tensors(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Reads static shapes from functions, where code that stays asks tensors for them; whether it could."""
    name = obstacle.node
    if obstacle.code != BOUND_BY_CODE_THAT_MOVES or not isinstance(name, ast.Name):
        return False
    frame = next((f for f in trace.frames if name in f.values), None)
    asked = dict(_questions(name, frame, trace, set())) if frame is not None else {}
    if frame is None or not asked:
        return False
    taken = {n for tree in trees.values() for n in (*names_in(tree), *attributes_in(tree))}
    here = edits[frame.module.path]
    for question, (tensor, run) in asked.items():
        node = frame.values[tensor]
        asking = Asking(frame, run, here, taken)
        text = asking.text(tensor, node, "shape") if isinstance(node, Node) else None
        if text is not None and _makes_graph(run):
            shape = asking.fresh(f"{tensor.id}_shape")
            text = shape if asking.add(f"{shape} = {text}") else None
        if text is None:
            return False
        here.replace(*here.range_of(question), text)
        if any(question in e.node.args for e in run.effects if isinstance(e.node, ast.Call)):
            here.tell(question.lineno, PRINTED, MESSAGE, REMEDY)
    return True


def _makes_graph(run: StatementRun) -> bool:
    """Whether a statement, or a function that it calls, makes something of a graph."""
    values = [run.frame.values.get(n) for n in walk(run.node) if isinstance(n, ast.Call)]
    return bool(run.made) or any(v is not None and nodes_in(v) for v in values)


def _questions(name: ast.Name, frame: Frame, trace: Trace, seen: set[str]) -> Iterator[Question]:
    """Where the static shapes are asked for that a value of a module comes from."""
    value = frame.values.get(name)
    if isinstance(value, Node):
        if value.kind == "tensor":
            yield from _asked_of(name, frame)
        return
    writers = trace.writes.get((frame.cell, name.id), [])
    if name.id in seen or len(writers) != 1 or writers[0].looped or writers[0].frame is not frame:
        return
    seen.add(name.id)
    statement = writers[0].node
    for read in walk(statement.value) if isinstance(statement, ast.Assign) else ():
        if isinstance(read, ast.Name):
            yield from _questions(read, frame, trace, seen)


def _asked_of(name: ast.Name, frame: Frame) -> Iterator[Question]:
    """The question for the shape of a tensor that a name is a part of."""
    for run in frame.statements:
        inside = walk(run.node)
        if name not in inside or run.looped or run.times > 1:
            continue
        for node in inside:
            call = node.func if isinstance(node, ast.Call) and not node.args else None
            if isinstance(call, ast.Attribute) and call.value is name and call.attr == "get_shape":
                yield node, (name, run)  # type: ignore[misc]
            elif isinstance(node, ast.Attribute) and node.value is name and node.attr == "shape":
                yield node, (name, run)
