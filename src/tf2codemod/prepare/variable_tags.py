"""Writes out the names of variables in loops that make tags of them: the new program gives other names."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Items, Node, Value
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import walk

WITH_NAMES = ("tf.Variable", "tf.get_variable", "tf.layers.", "tf.contrib.layers.", "tf.contrib.slim.")
MOST_NAMES = 40


def write_out_tags(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets a loop over variables run over their names too, where it asks for these; whether there was one."""
    if obstacle.code != "TF512":
        return False
    frames: dict[ast.For, list[Frame]] = {}
    for frame in trace.frames:
        for run in frame.statements:
            if isinstance(run.node, ast.For):
                frames.setdefault(run.node, []).append(frame)
    changed = False
    for loop, within in frames.items():
        path = within[0].module.path
        names = names_over(loop.iter, within[0], trace) if len(within) == 1 else None
        if names is not None:
            changed = _write(loop, names, names_in(trees[path]), edits[path]) or changed
    return changed


def names_over(listed: ast.expr, frame: Frame, trace: Trace) -> list[str] | None:
    """The names of the variables that are in a list; ``None`` if one of them is not known."""
    value = frame.values.get(listed)
    if not isinstance(value, Items) or value.rest is not None or len(value.prefix) > MOST_NAMES:
        return None
    variables = [_variable_of(part) for part in value.prefix]
    taken: dict[str, int] = {}
    for node in trace.nodes:
        if node.kind == "variable":
            taken[node.name] = taken.get(node.name, 0) + 1
    known = [v.name for v in variables if v is not None and v.op.startswith(WITH_NAMES)]
    if not known or len(known) < len(variables) or any(taken[n] > 1 or "?" in n for n in known):
        return None
    return known


def _variable_of(value: Value) -> Node | None:
    """The variable that an element is, or that it has beside its gradient."""
    if isinstance(value, Items) and len(value.prefix) == 2:
        value = value.prefix[1]
    return value if isinstance(value, Node) and value.kind == "variable" else None


def _write(loop: ast.For, names: list[str], taken: set[str], edits: Edits) -> bool:
    """Writes a loop with names beside the variables; whether it asks for these."""
    target = loop.target.elts[-1] if isinstance(loop.target, ast.Tuple) else loop.target
    if not isinstance(target, ast.Name):
        return False
    inside = [n for s in loop.body for n in walk(s)]
    if any(isinstance(n, ast.Name) and n.id == target.id and not isinstance(n.ctx, ast.Load) for n in inside):
        return False
    asked = [n for n in inside if isinstance(n, ast.Attribute) and n.attr == "name"]
    of_ops = [n for n in asked if ast.unparse(n.value) == f"{target.id}.op"]
    of_variables = [n for n in asked if ast.unparse(n.value) == target.id]
    if not of_ops and not of_variables:
        return False
    name = fresh("name", taken)
    ending = "" if of_ops else ":0"
    for node in of_ops:
        edits.replace(*edits.range_of(node), name)
    for node in of_variables:
        edits.replace(*edits.range_of(node), f"{name} + ':0'" if of_ops else name)
    element = edits.text_of(loop.target)
    element = f"({element})" if isinstance(loop.target, ast.Tuple) and element[0] != "(" else element
    edits.replace(*edits.range_of(loop.target), f"{name}, {element}")
    listed = ", ".join(repr(n + ending) for n in names)
    edits.replace(*edits.range_of(loop.iter), f"zip([{listed}], {edits.text_of(loop.iter)})")
    return True


__all__ = ["names_over", "write_out_tags"]
