"""Makes the variables that a function of TensorFlow makes and returns before its call."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Const, Host, Instance, Node, options_of
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import names_of_tensorflow
from tf2codemod.tree import walk

RESHAPE = "tf.reshape"
NEEDED = frozenset(("TF110", "TF215", "TF217", "TF316"))


class _Making(NamedTuple):
    """A statement that unpacks what a call returns, and what the call makes as the facts say it."""

    statement: ast.Assign
    call: ast.Call
    made: Mapping[str, Any]
    parameters: tuple[str, ...]


def make_variables_first(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives functions the variables that they would make; whether there were any."""
    if obstacle.code not in NEEDED:
        return False
    changed = False
    for path, tree in trees.items():
        names = sorted(names_of_tensorflow(tree))
        for making in _makings(tree, trace) if names else ():
            changed |= _write(making, names[0], edits[path], trace, trees)
    return changed


def _makings(tree: ast.Module, trace: Trace) -> Iterator[_Making]:
    for statement in (n for n in walk(tree) if isinstance(n, ast.Assign)):
        call = statement.value
        symbols = trace.symbols.get(call.func, set()) if isinstance(call, ast.Call) else set()
        fact = lookup(next(iter(symbols))) if len(symbols) == 1 else None
        made = fact.row.get("makes") if fact is not None else None
        if fact is not None and isinstance(call, ast.Call) and made is not None:
            yield _Making(statement, call, made, fact.params)


def _write(
    making: _Making, tensorflow: str, edits: Edits, trace: Trace, trees: Mapping[Path, ast.Module]
) -> bool:
    statement, call, made = making.statement, making.call, making.made
    given = dict(zip(making.parameters, call.args, strict=False))
    given.update({k.arg: k.value for k in call.keywords if k.arg is not None})
    plain = not any(isinstance(a, ast.Starred) for a in call.args) and all(k.arg for k in call.keywords)
    target = statement.targets[0] if len(statement.targets) == 1 else None
    parts = target.elts if isinstance(target, ast.Tuple) else []
    measured = given.get(made["square"])
    if not plain or made["parameter"] in given or len(parts) <= made["result"] or measured is None:
        return False
    kept = parts[made["result"]]
    start, _ = edits.range_of(statement)
    alone = not edits.data[edits.starts[statement.lineno - 1] : start].strip()
    if not alone or not only_reads(measured) or not isinstance(kept, (ast.Name, ast.Attribute)):
        return False
    name = edits.text_of(kept)
    width = _width(measured, trace, trees) or f"{ast.unparse(measured)}.get_shape()[2].value"
    words = f"{tensorflow}.get_variable({made['name']!r}, [{width}, {width}])"
    edits.replace(start, start, f"{name} = {words}\n{' ' * statement.col_offset}")
    edits.replace(*edits.range_of(kept), "_")
    last = max(edits.range_of(a)[1] for a in (*call.args, *(k.value for k in call.keywords)))
    edits.replace(last, last, f", {made['parameter']}={name}")
    return True


def _width(measured: ast.expr, trace: Trace, trees: Mapping[Path, ast.Module]) -> str:
    """How wide a tensor of three dimensions is, in words that mean the same in the methods of its object."""
    frames = [f for f in trace.frames if measured in f.values]
    nodes = {o for f in frames for o in options_of(f.values[measured])}
    node = nodes.pop() if len(nodes) == 1 else None
    if not isinstance(node, Node) or node.op != RESHAPE or not isinstance(node.expr, ast.Call):
        return ""
    given = [*node.expr.args[1:2], *(k.value for k in node.expr.keywords if k.arg == "shape")]
    shape = given[0] if given else None
    last = shape.elts[-1] if isinstance(shape, (ast.List, ast.Tuple)) and len(shape.elts) == 3 else None
    if isinstance(last, ast.Constant) and last.value != -1:
        return repr(last.value)
    if not isinstance(last, ast.Attribute) or not only_reads(last):
        return ""
    words = [n.attr for n in walk(last) if isinstance(n, ast.Attribute)]
    stores = [
        n.attr
        for t in trees.values()
        for n in walk(t)
        if isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load)
    ]
    root = next(n for n in walk(last) if isinstance(n, ast.Name))
    owner = node.made.frame.values.get(root)
    own = [f.cell.slots.get(f.receiver) for f in frames]
    alike = isinstance(owner, Instance) and all(
        o is owner and f.receiver == root.id for o, f in zip(own, frames, strict=True)
    )
    plain = isinstance(node.made.frame.values.get(last), (Const, Host))
    return ast.unparse(last) if alike and plain and all(stores.count(w) < 2 for w in words) else ""
