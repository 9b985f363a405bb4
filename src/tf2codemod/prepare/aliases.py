"""Takes second names of tensors away: a function has a fed one under one name, that of its parameter."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Instance
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import regions_of
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import walk

SECOND_NAME = "TF219"
STAYS = "TF230"


def drop_alias(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Reads a tensor by its first name where the plan stopped at a second one; whether it could.

    A second name of a placeholder is one that a function would have for its parameter; that of an attribute
    of another object is one for a tensor which that object's functions give.
    """
    statement = obstacle.node
    if obstacle.code == STAYS and isinstance(statement, ast.Attribute):
        naming = (s for t in trees.values() for s in walk(t) if getattr(s, "value", None) is obstacle.node)
        statement = next(naming, statement)
    elif obstacle.code != SECOND_NAME:
        return False
    if not isinstance(statement, ast.Assign):
        return False
    for code in scopes_of(trace, trees):
        if any(statement in f.by_node for f in code.frames):
            return _drop(statement, code, trace, edits[code.path])
    return False


def _drop(statement: ast.Assign, code: Code, trace: Trace, edits: Edits) -> bool:
    alias = next((t for t in statement.targets if isinstance(t, ast.Name)), None)
    others = [t for t in statement.targets if t is not alias]
    first = others[0] if others else statement.value
    if alias is None or not only_reads(first) or isinstance(first, ast.Subscript):
        return False
    if not all(_is_bound_once(first, f, trace) for f in code.frames):
        return False
    region = next((r for r in regions_of(code.scope, alias.id) or () if r.start is statement), None)
    if region is None or any(isinstance(n.ctx, ast.Store) and n is not alias for n in region.names):
        return False
    text = ast.unparse(first)
    for name in region.names:
        if name is not alias:
            edits.rename(name, text)
    if not others:
        return edits.remove_line(statement)
    index = statement.targets.index(alias)
    following = [*statement.targets, statement.value][index + 1]
    edits.replace(edits.range_of(alias)[0], edits.range_of(following)[0])
    return True


def _is_bound_once(first: ast.expr, frame: Frame, trace: Trace) -> bool:
    """Whether what stands for the first name is written by one statement of the program."""
    if isinstance(first, ast.Name):
        return len(trace.writes.get((frame.cell, first.id), ())) == 1
    if not isinstance(first, ast.Attribute) or not isinstance(first.value, ast.Name):
        return False
    owner = frame.cell.slots.get(first.value.id)
    return isinstance(owner, Instance) and len(trace.writes.get((owner.cell, first.attr), ())) == 1
