"""What an iterator is called where a run draws from it, if another function made it than the graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import Instance, Thing
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import is_steady
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

READY = "make_one_shot_iterator"
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
    own = instance_cell(home)
    if own is not None and isinstance(target, ast.Name) and iterator.symbol.endswith(READY):
        kept = [k for k, value in own.slots.items() if value is iterator and isinstance(k, str)]
        target = ast.Attribute(ast.Name(home.receiver), kept[0]) if kept else target
    found = {next(_expressions(target, home, s.statement.frame, planner.trace), None) for s in group}
    only = found.pop()
    if only is None or found:
        raise Obstacle("TF504", "a run draws from an iterator that it does not see", REMEDY, group[0].call)
    return Source(only, True)


def _expressions(target: ast.Name | ast.Attribute, home: Frame, here: Frame, trace: Trace) -> Iterator[str]:
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
    mine = instance_cell(here)
    attributes = ((mine, f"{here.receiver}."),) if mine is not None else ()
    for cell, prefix in ((here.cell, ""), *attributes, *((c, "") for c in here.scopes)):
        for name, value in cell.slots.items():
            held = isinstance(value, Instance) and value.cell is own
            if held and isinstance(name, str) and len(trace.writes.get((cell, name), ())) <= 1:
                yield f"{prefix}{name}.{target.attr}"


def is_of_given_object(call: ast.Call, frame: Frame) -> bool:
    """Whether an iterator is read that an object has which a function was given."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    while isinstance(owner, ast.Attribute):
        owner = owner.value
        if isinstance(owner, ast.Name):
            return owner.id != frame.receiver and owner.id in _parameters(frame)
    return False


def _parameters(frame: Frame) -> set[str]:
    code = frame.function.node if frame.function is not None else None
    if not isinstance(code, ast.FunctionDef):
        return set()
    return {a.arg for a in (*code.args.posonlyargs, *code.args.args, *code.args.kwonlyargs)}


def given_iterator(call: ast.Call, frame: Frame) -> tuple[ast.FunctionDef, str] | None:
    """The function and its parameter through which it gets an iterator that it does nothing with but read."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    code = frame.function.node if frame.function is not None else None
    if not isinstance(owner, ast.Name) or not isinstance(code, ast.FunctionDef):
        return None
    if owner.id not in _parameters(frame):
        return None
    uses = [n for n in walk(code) if isinstance(n, ast.Name) and n.id == owner.id]
    return (code, owner.id) if uses == [owner] else None


__all__ = ["Source", "given_iterator", "is_of_given_object", "source_at", "target_of"]
