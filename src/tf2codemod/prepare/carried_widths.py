"""Carries the width of a tensor through a loop that makes variables as wide as the tensor is by then."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node, options_of
from tf2codemod.plan.dimensions import SAME_SHAPE, SUMS
from tf2codemod.plan.input_shapes import INPUT_SHAPE, shape_texts
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.plan.stability import CHANGING_METHODS
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import walk

MAKES_TOGETHER = "TF923"
UNKNOWN = "?"
OPEN = ("-1", "None", UNKNOWN)
KEEPS_CHANNELS = frozenset(("tf.nn.max_pool", "tf.nn.avg_pool", "tf.nn.lrn"))
RANKS = {f"{INPUT_SHAPE}[-1]": (2, 3, 4), f"{INPUT_SHAPE}[1]": (2,), f"{INPUT_SHAPE}[3]": (4,)}
PLAIN = {
    "tf.matmul": frozenset(("0", "1", "a", "b", "name")),
    "tf.nn.conv2d": frozenset(("0", "1", "2", "3", "input", "filter", "strides", "padding", "name")),
}
# Where a tensor is told its shape: the place of the argument and its name.
SHAPED = {
    **{f"tf.{n}": (0, "shape") for n in ("truncated_normal", "random_normal", "random_uniform")},
    **{f"tf.{n}": (0, "shape") for n in ("zeros", "ones")},
    "tf.constant": (2, "shape"),
    "tf.placeholder": (1, "shape"),
    "tf.reshape": (1, "shape"),
    "tf.get_variable": (1, "shape"),
}


class Width(NamedTuple):
    """The rank of a tensor, and the code that says how large its last dimension is."""

    rank: int
    size: str


def carry_widths(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets a loop hand on how wide its tensor is, where it asks the tensor; whether it could."""
    loop = obstacle.node
    if obstacle.code != MAKES_TOGETHER or not isinstance(loop, ast.For) or loop.orelse:
        return False
    if any(isinstance(n, (ast.Continue, ast.Break, ast.Return)) for n in walk(loop)):
        return False
    for code in scopes_of(trace, trees):
        frames = [f for f in code.frames if loop in f.by_node]
        if frames:
            return _carry(loop, code, frames, trace, edits[code.path], names_in(trees[code.path]))
    return False


def _carry(
    loop: ast.For, code: Code, frames: list[Frame], trace: Trace, edits: Edits, taken: set[str]
) -> bool:
    """Replaces what asks for the width of the one tensor that goes round."""
    bound = [n.id for n in walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    inside = set(walk(loop))
    for name in dict.fromkeys(n.id for n in walk(loop) if isinstance(n, ast.Name) and n.id in bound):
        asked = {e: t for s in loop.body for e, t in shape_texts(s, name).items()}
        if not asked or any(text not in RANKS for text in asked.values()):
            continue
        before: set[Width | None] = set()
        after: set[Width | None] = set()
        for expr in asked:
            owner = next(n for n in walk(expr) if isinstance(n, ast.Name) and n.id == name)
            for frame in frames:
                for node in options_of(frame.values[owner]) if owner in frame.values else (None,):
                    own = isinstance(node, Node) and node.expr in inside
                    (after if own else before).add(_width(node, frame) if isinstance(node, Node) else None)
        first, last = (found.pop() if len(found) == 1 else None for found in (before, after))
        if first is None or last is None or first.rank != last.rank:
            continue
        if any(first.rank not in RANKS[text] for text in asked.values()):
            continue
        if _is_changed(first.size, frames, trace) or _changes_late(last.size, loop):
            continue
        if any(_is_put_into(size, code.scope) for size in (first.size, last.size)):
            continue
        _write(loop, name, list(asked), first, last, edits, taken)
        return True
    return False


def _write(
    loop: ast.For,
    name: str,
    asked: list[ast.expr],
    first: Width,
    last: Width,
    edits: Edits,
    taken: set[str],
) -> None:
    carried = fresh(f"{name}_width", taken)
    for expr in asked:
        edits.replace(*edits.range_of(expr), carried)
    start = edits.range_of(loop)[0]
    edits.replace(start, start, f"{carried} = {first.size}\n{' ' * loop.col_offset}")
    end = edits.lines_of(loop.body[-1])[1]
    edits.replace(end, end, f"{' ' * loop.body[0].col_offset}{carried} = {last.size}\n")


def _is_changed(size: str, frames: list[Frame], trace: Trace) -> bool:
    """Whether a name that the size before the loop is made of is bound more than once."""
    names = {n.id for n in ast.walk(ast.parse(size)) if isinstance(n, ast.Name)}
    return any(len(trace.writes.get((f.cell, name), ())) > 1 for f in frames for name in names)


def _is_put_into(size: str, scope: ast.AST) -> bool:
    """Whether the function stores into an object or a list that a size is read of, or changes it."""
    parts = [n for n in ast.walk(ast.parse(size)) if isinstance(n, (ast.Attribute, ast.Subscript))]
    read = {ast.unparse(p) for p in parts} | {ast.unparse(p.value) for p in parts}
    for node in walk(scope):
        stored = isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load)
        if stored and (ast.unparse(node) in read or ast.unparse(node.value) in read - {"self"}):  # type: ignore[attr-defined]
            return True
        method = node.func if isinstance(node, ast.Call) else None
        changes = isinstance(method, ast.Attribute) and method.attr in CHANGING_METHODS
        if changes and ast.unparse(method.value) in read:  # type: ignore[union-attr]
            return True
    return False


def _changes_late(size: str, loop: ast.For) -> bool:
    """Whether a name of a size is bound by the loop again, after what it goes through gave it."""
    read = {n.id for n in ast.walk(ast.parse(size)) if isinstance(n, ast.Name)}
    own = [
        n.id for s in loop.body for n in walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    targets = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    return any(own.count(name) > (0 if name in targets else 1) for name in read)


# Widths -------------------------------------------------------------------------------------------------


def _width(node: Node, frame: Frame, depth: int = 40) -> Width | None:
    """How wide a tensor is, as the code of its function says it."""
    if depth == 0 or node.made.frame is not frame or not isinstance(node.expr, ast.expr):
        return None
    if "data_format" in node.arguments:
        return None
    if node.op in SAME_SHAPE and node.inputs:
        return _width(node.inputs[0], frame, depth - 1)
    if node.op in KEEPS_CHANNELS and node.inputs:
        found = _width(node.inputs[0], frame, depth - 1)
        return found if found is not None and found.rank == 4 else None
    if node.op in SUMS and len(node.inputs) == 2:
        found = _width(node.inputs[0], frame, depth - 1)
        added = _dimensions(node.inputs[1], frame)
        return found if found is not None and added == [found.size] else None
    if node.op in ("tf.matmul", "tf.nn.conv2d") and len(node.inputs) == 2:
        rank = 2 if node.op == "tf.matmul" else 4
        plain = not set(node.arguments) - PLAIN[node.op]
        sizes = _dimensions(node.inputs[1], frame)
        known = sizes is not None and len(sizes) == rank and sizes[-1] not in OPEN
        return Width(rank, sizes[-1]) if plain and known and sizes is not None else None
    if node.op in ("tf.placeholder", "tf.reshape"):
        sizes = _sizes(node, frame)
        if not sizes or sizes[-1] in OPEN or (node.op == "tf.reshape" and OPEN[0] not in sizes):
            return None
        return Width(len(sizes), sizes[-1])
    return None


def _dimensions(variable: Node, frame: Frame) -> list[str] | None:
    """The dimensions of a variable, where they are written out at its making or in its first value."""
    if variable.kind != "variable" or variable.made.frame is not frame:
        return None
    if variable.op == "tf.get_variable":
        return _sizes(variable, frame)
    first = variable.inputs[0] if len(variable.inputs) == 1 else None
    return _sizes(first, frame) if first is not None and first.made.frame is frame else None


def _sizes(node: Node, frame: Frame) -> list[str] | None:
    """The sizes in the shape that a call is told, each as code that only reads."""
    if node.op not in SHAPED or not isinstance(node.expr, ast.Call):
        return None
    place, name = SHAPED[node.op]
    given = next((k.value for k in node.expr.keywords if k.arg == name), None)
    if given is None and len(node.expr.args) > place:
        given = node.expr.args[place]
    if not isinstance(given, (ast.List, ast.Tuple)):
        return None
    return [ast.unparse(e) if _is_plain(e) else UNKNOWN for e in given.elts]


def _is_plain(size: ast.expr) -> bool:
    if isinstance(size, ast.Constant) or ast.unparse(size) == OPEN[0]:
        return True
    return only_reads(size) and not any(isinstance(n, (ast.Call, ast.Starred)) for n in walk(size))
