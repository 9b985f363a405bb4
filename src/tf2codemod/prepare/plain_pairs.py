"""Writes out feed dicts whose keys are the placeholders of a list, each of which has a name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Items, Node, Value, options_of
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import walk

IN_PARTS = frozenset(("TF219", "TF230"))
LONGEST = 110
# What gives values once, which the reading of a program does not tell from lists.
ONCE = frozenset(("iter", "reversed", "map", "filter", "zip", "enumerate"))
AT_ONCE = frozenset(("list", "tuple", "dict", "set", "sorted", "sum", "min", "max", "zip", "enumerate"))


def write_plain_pairs(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives every placeholder of a list an entry where ``zip`` gives it a value; whether it could."""
    if obstacle.code not in IN_PARTS:
        return False
    for path, tree in trees.items():
        for node in walk(tree):
            zipped = _zipped(node)
            if zipped is None or not (obstacle.node is zipped.args[0] or obstacle.node in walk(node)):
                continue
            frames = [f for f in trace.frames if zipped.args[0] in f.values]
            names = _names(zipped.args[0], frames)
            if any(map(_keeps_iterators, trees.values())):
                return False
            if names and _sizes(zipped.args[1], frames) == {len(names)}:
                return _write(node, zipped.args[1], names, tree, edits[path])
    return False


def _keeps_iterators(tree: ast.Module) -> bool:
    """Whether a module gives what can be gone through once a name, or hands it on."""
    used: set[ast.AST] = set()
    for node in walk(tree):
        if isinstance(node, (ast.For, ast.comprehension)):
            used.add(node.iter)
        elif isinstance(node, ast.Call):
            at_once = isinstance(node.func, ast.Attribute) or getattr(node.func, "id", "") in AT_ONCE
            used.update(node.args if at_once else ())
    calls = (n for n in walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
    return any(c.func.id in ONCE and c not in used for c in calls)  # type: ignore[attr-defined]


def _zipped(node: ast.AST) -> ast.Call | None:
    """The call of ``zip`` whose pairs a dict takes as they are."""
    call: ast.expr | None = None
    if isinstance(node, ast.DictComp) and len(node.generators) == 1:
        turn = node.generators[0]
        target = turn.target.elts if isinstance(turn.target, ast.Tuple) else []
        names = [e.id for e in target if isinstance(e, ast.Name)]
        pair = [e.id for e in (node.key, node.value) if isinstance(e, ast.Name)]
        plain = not turn.ifs and not turn.is_async and len(target) == 2 and len(set(names)) == 2
        call = turn.iter if plain and names == pair else None
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        call = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "zip":
        return None
    whole = len(call.args) == 2 and not call.keywords
    return call if whole and not any(isinstance(a, ast.Starred) for a in call.args) else None


def _names(listed: ast.expr, frames: list[Frame]) -> list[str]:
    """The names of the placeholders of a list, if all have one where the list is read."""
    found: set[tuple[str, ...]] = set()
    for frame in frames:
        for option in options_of(frame.values[listed]):
            if not isinstance(option, Items) or option.rest is not None:
                return []
            names = [_name_of(n, frame) for n in option.prefix]
            if None in names:
                return []
            found.add(tuple(n for n in names if n is not None))
    every = list(found.pop()) if len(found) == 1 else []
    return every if len(set(every)) == len(every) else []


def _name_of(node: Value, frame: Frame) -> str | None:
    """The name that a placeholder has in a frame or in a scope around it."""
    if not isinstance(node, Node) or node.kind != "placeholder":
        return None
    hidden: set[object] = set(frame.local_names)
    for cell in (frame.cell, *frame.scopes):
        for name, value in cell.slots.items():
            own = cell is frame.cell or name not in hidden
            if value is node and isinstance(name, str) and own and name.isidentifier():
                return name
    return None


def _sizes(values: ast.expr, frames: list[Frame]) -> set[int | None]:
    """How many values there are, where they stand in lists of known lengths."""
    found: set[int | None] = set()
    for frame in frames:
        value = frame.values.get(values)
        for option in options_of(value) if value is not None else (None,):
            known = isinstance(option, Items) and option.rest is None and option.kind in ("list", "tuple")
            found.add(len(option.prefix) if known and isinstance(option, Items) else None)
    return found


def _write(node: ast.AST, values: ast.expr, names: list[str], tree: ast.Module, edits: Edits) -> bool:
    assert isinstance(node, (ast.Call, ast.DictComp))
    if isinstance(values, (ast.List, ast.Tuple)):
        if any(isinstance(e, ast.Starred) for e in values.elts):
            return False
        entries = [f"{n}: {edits.text_of(e)}" for n, e in zip(names, values.elts, strict=True)]
    else:
        text = edits.text_of(values)
        if not only_reads(values):
            statement = next((s for s in walk(tree) if isinstance(s, ast.Assign) and s.value is node), None)
            start = edits.starts[statement.lineno - 1] if statement is not None else 0
            if statement is None or edits.data[start : edits.range_of(statement)[0]].strip():
                return False
            name = fresh("values", names_in(tree))
            edits.replace(start, start, f"{' ' * statement.col_offset}{name} = list({text})\n")
            text = name
        entries = [f"{n}: {text}[{i}]" for i, n in enumerate(names)]
    line = ", ".join(entries)
    if node.col_offset + len(line) > LONGEST:
        line = (",\n" + " " * (node.col_offset + 1)).join(entries)
    edits.replace(*edits.range_of(node), f"{{{line}}}")
    return True


__all__ = ["write_plain_pairs"]
