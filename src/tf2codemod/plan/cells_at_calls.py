"""Checks that recurrent cells are made once, where only what wraps them is made at each call."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node, Thing, Value, contained, nodes_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

AT_EACH_CALL = ("tensor", "tensors", "placeholder")


def cells_in(value: Value | None) -> Iterator[Thing]:
    """The cells that a value is or holds, with those that they are made of."""
    for part in contained(value) if value is not None else ():
        if isinstance(part, Thing) and part.kind == "cell":
            yield part
            for inner in part.arguments.values():
                yield from cells_in(inner)


def is_fed(cell: Thing) -> bool:
    """Whether a tensor is a part of a cell itself, not only of what it wraps."""
    values = (v for key, v in cell.arguments.items() if key != "inputs")
    return any(_is_of_a_call(n) for v in values for n in nodes_in(v))


def _is_of_a_call(node: Node) -> bool:
    return node.kind in AT_EACH_CALL


def check_shared_cells(trace: Trace) -> None:
    """Raises TF314 for cells and layers that share their variables, unless one piece of code makes each.

    Raises it too where it is not known which variables a scope uses again.
    """
    for statement, expr in trace.unclear_reuse:
        if statement.reached:
            message = "it is not known which variables are used again here"
            raise Obstacle("TF314", message, "give the scope a name that is known", expr)
    for cell, other in trace.shared_cells:
        if cell.expr is not other.expr or cell.made.frame is other.made.frame:
            raise Obstacle(
                "TF314", "cells or layers share their variables", "make one and call it again", cell.expr
            )


def check_cells(trace: Trace, frame: Frame, moved: Iterable[ast.stmt], kept: Iterable[ast.stmt] = ()) -> None:
    """Raises TF923 where code that moves makes a cell with weights, or code that stays one with tensors."""
    going = {n for s in moved for n in walk(s)}
    staying = {n for s in kept for n in walk(s)}
    made = [
        (cell, run.within(frame))
        for inner in (frame, *_of_inner_functions(trace, frame))
        for run in inner.statements
        for cell in run.made
        if isinstance(cell, Thing) and cell.kind == "cell"
    ]
    for cell, top in made:
        if top is None:
            continue
        wraps = any(True for v in cell.arguments.values() for _ in cells_in(v))
        if (top.node in going and not wraps) or (top.node in staying and is_fed(cell)):
            outer = (c for c, _ in made if is_fed(c) and any(i is cell for i in cells_in(c)))
            message = "a cell is made at once with what is wrapped around it at each call"
            raise Obstacle("TF923", message, "make the cell first, and wrap it apart", next(outer, cell).expr)


def _of_inner_functions(trace: Trace, frame: Frame) -> Iterator[Frame]:
    """The activations beneath a frame of functions that it defines; others keep their cells themselves."""
    code = frame.function.node if frame.function is not None else None
    own = set(walk(code)) if isinstance(code, ast.FunctionDef) else set()
    for inner in trace.beneath(frame) if own else ():
        if inner.function is not None and inner.function.node in own:
            yield inner


__all__ = ["cells_in", "check_cells", "check_shared_cells", "is_fed"]
