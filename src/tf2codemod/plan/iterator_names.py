"""What an iterator is called where a run draws from it, if another function made it than the graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tf2codemod.interpret.trace import Frame, RunSite
from tf2codemod.interpret.values import Instance, Thing
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import is_steady
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

REMEDY = "make the iterators where the runs are"


class Source(NamedTuple):
    """An expression for an iterator: as the runs see it, or as the frame does that builds the graph."""

    text: str
    seen: bool


def target_of(iterator: Thing) -> ast.Name | ast.Attribute:
    """The one name or attribute of an iterator."""
    node = iterator.made.node
    targets = node.targets if isinstance(node, ast.Assign) and node.value is iterator.expr else []
    target = targets[0] if len(targets) == 1 else None
    if not isinstance(target, (ast.Name, ast.Attribute)):
        raise Obstacle("TF504", "an iterator has no name of its own", "bind it to a name", iterator.expr)
    return target


def source_at(planner: StateNames, iterator: Thing, group: Sequence[RunSite]) -> Source:
    """What an iterator is called that some runs draw from."""
    target, home = target_of(iterator), iterator.made.frame
    if not is_steady(target, home, planner.trace):
        message = f"'{ast.unparse(target)}' means several iterators in turn"
        raise Obstacle("TF504", message, "give each iterator a name of its own", iterator.expr)
    if home in planner.canonical.frames:
        return Source(planner.draws.as_kept(target), False)
    found = {next(_expressions(target, home, s.statement.frame), None) for s in group}
    only = found.pop()
    if only is None or found:
        raise Obstacle("TF504", "a run draws from an iterator that it does not see", REMEDY, group[0].call)
    return Source(only, True)


def _expressions(target: ast.Name | ast.Attribute, home: Frame, here: Frame) -> Iterator[str]:
    """The ways to name an iterator where a run is."""
    if isinstance(target, ast.Name):
        if here is home or (home.cell in here.scopes and here.module is home.module):
            cells = (here.cell, *here.scopes)
            if not any(target.id in c.slots for c in cells[: cells.index(home.cell)]):
                yield target.id
        return
    own = instance_cell(home)
    if own is None or ast.unparse(target.value) != home.receiver:
        return
    if instance_cell(here) is own:
        yield f"{here.receiver}.{target.attr}"
    for cell in (here.cell, *here.scopes):
        for name, value in cell.slots.items():
            if isinstance(value, Instance) and value.cell is own and _is_bound_once(name, here):
                yield f"{name}.{target.attr}"
    mine = instance_cell(here)
    for name, value in mine.slots.items() if mine is not None else ():
        if isinstance(value, Instance) and value.cell is own:
            yield f"{here.receiver}.{name}.{target.attr}"


def _is_bound_once(name: object, here: Frame) -> bool:
    """Whether a name of a function or module is given to one object alone."""
    if name == here.receiver:
        return False
    stores = [
        n
        for run in here.statements
        for n in walk(run.node)
        if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
    ]
    return len(set(stores)) <= 1


def given_iterator(call: ast.Call, iterator: Thing, frame: Frame) -> tuple[ast.FunctionDef, str] | None:
    """The function and its parameter through which it gets an iterator that it does nothing with but read."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    code = frame.function.node if frame.function is not None else None
    if not isinstance(owner, ast.Name) or not isinstance(code, ast.FunctionDef):
        return None
    parameters = (*code.args.posonlyargs, *code.args.args, *code.args.kwonlyargs)
    if owner.id not in {a.arg for a in parameters} or iterator.made.frame is frame:
        return None
    uses = [n for n in walk(code) if isinstance(n, ast.Name) and n.id == owner.id]
    return (code, owner.id) if uses == [owner] else None


__all__ = ["Source", "given_iterator", "source_at", "target_of"]
