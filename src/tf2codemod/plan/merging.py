"""Takes the methods that build one object's graph together as one frame, in the order in which they run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Cell, Instance, Node, Thing, Value, contained
from tf2codemod.tree import walk


def merge_methods(trace: Trace, homes: Iterable[Frame]) -> bool:
    """Merges, for each object among the homes, the methods that put graph objects into its attributes.

    Says whether there were any.
    """
    merged = False
    done: set[Cell] = set()
    classes: set[ast.ClassDef] = set()
    for home in homes:
        receiver = home.cell.slots.get(home.receiver) if home.receiver else None
        if not isinstance(receiver, Instance):
            continue
        if receiver.cell in done and receiver.cls.node in classes:
            continue
        classes.add(receiver.cls.node)
        for instance in _alike(trace, receiver):
            if instance.cell not in done:
                done.add(instance.cell)
                merged = _merge(trace, instance) or merged
    return merged


def _alike(trace: Trace, receiver: Instance) -> list[Instance]:
    """The objects of the same class."""
    found = {receiver: None}
    for frame in trace.frames:
        other = frame.cell.slots.get(frame.receiver) if frame.receiver else None
        if isinstance(other, Instance) and other.cls.node is receiver.cls.node:
            found[other] = None
    return list(found)


def _merge(trace: Trace, instance: Instance) -> bool:
    """Merges the methods beneath each method that is called from outside of the object."""
    merged = False
    by_root: dict[Frame, list[Frame]] = {}
    for frame in _builders(instance.cell):
        own = [f for f in _outward(frame) if _object_of(f) is instance]
        if own:
            by_root.setdefault(own[-1], []).append(frame)
    for builders in by_root.values():
        outer = _common(builders, instance) if len(builders) > 1 else None
        members = _members(trace, outer, builders) if outer is not None else None
        if members is not None and len(members) > 1:
            _join(trace, members)
            merged = True
    return merged


def _object_of(frame: Frame) -> Value | None:
    return frame.cell.slots.get(frame.receiver) if frame.receiver else None


def _builders(cell: Cell) -> list[Frame]:
    """The frames that write graph objects into the attributes of an object."""
    found: dict[Frame, None] = {}
    for key, value in cell.slots.items():
        if _is_built(value):
            found.update({w.frame: None for w in cell.writers.get(key, ()) if w is not None and w.reached})
    return list(found)


def _is_built(value: Value) -> bool:
    parts = list(contained(value))
    return any(
        isinstance(p, Node) or (isinstance(p, Thing) and p.kind in ("optimizer", "cell")) for p in parts
    )


def _common(frames: Sequence[Frame], instance: Instance) -> Frame | None:
    """The innermost method of the object beneath which all the frames are."""
    lines = [_outward(f) for f in frames]
    for candidate in lines[0]:
        if _object_of(candidate) is instance and all(candidate in line for line in lines):
            return candidate
    return None


def _outward(frame: Frame) -> list[Frame]:
    found = [frame]
    while frame.caller is not None:
        frame = frame.caller.frame
        found.append(frame)
    return found


def _members(trace: Trace, outer: Frame, builders: Sequence[Frame]) -> list[Frame] | None:
    """The frames to merge: the outer one, and the methods that it calls, as statements, once each."""
    members = [outer]
    for frame in builders:
        for inner in _outward(frame):
            if inner is outer:
                break
            if inner not in members:
                members.append(inner)
    codes = [f.function.node for f in members if f.function is not None]
    if len(set(codes)) != len(members) or any(f.receiver != outer.receiver for f in members):
        return None
    for frame in members[1:]:
        caller = frame.caller
        if caller is None or caller.looped or caller.frame not in members:
            return None
        statement = caller.node
        if not isinstance(statement, ast.Expr) or statement.value is not frame.site:
            return None
        if any(isinstance(s, ast.Return) and s.value is not None for s in walk(frame.function.node)):  # type: ignore[union-attr]
            return None
    return sorted(members, key=trace.frames.index)


def _join(trace: Trace, members: Sequence[Frame]) -> None:
    outer = members[0]
    called = {f.caller.node: f for f in members[1:] if f.caller is not None}

    def ordered(frame: Frame) -> list[StatementRun]:
        found: list[StatementRun] = []
        for run in frame.statements:
            found.append(run)
            if run.node in called:
                found.extend(ordered(called[run.node]))
        return found

    statements = ordered(outer)
    changed = trace.changed
    changed.keep(outer.inlined, outer.parameters_of, outer.cell.slots, outer.values, outer.by_node)
    changed.keep(outer.statements, trace.frames, trace.writes)
    for run in statements:
        changed.keep_run(run)
    for statement, frame in called.items():
        code = frame.function.node if frame.function is not None else None
        assert isinstance(code, ast.FunctionDef)
        outer.inlined[statement] = list(code.body)
        outer.parameters_of[code] = frozenset(a.arg for a in code.args.args) - {frame.receiver}
    for frame in members[1:]:
        for key, value in frame.cell.slots.items():
            outer.cell.slots.setdefault(key, value)
        outer.values.update(frame.values)
        outer.by_node.update(frame.by_node)
        _move_places(trace, frame.cell, outer.cell)
        for run in frame.statements:
            run.frame = outer
        trace.frames.remove(frame)
    for order, run in enumerate(statements):
        run.order = order
    outer.statements[:] = statements


def _move_places(trace: Trace, old: Cell, new: Cell) -> None:
    """The local names of a merged method are names of the frame that it is merged into."""
    for frame in trace.frames:
        if frame.cell is not old and old not in frame.scopes:
            continue
        for run in frame.statements:
            read = [place for place in run.reads if place[0] is old]
            moved = {(cell, key) for cell, key in run.writes if cell is old}
            if read or moved:
                trace.changed.keep_run(run)
            for cell, key in read:
                run.reads[new, key] = run.reads.get((new, key), frozenset()) | run.reads.pop((cell, key))
            run.writes = (run.writes - moved) | {(new, key) for _, key in moved} if moved else run.writes
    for cell, key in [place for place in trace.writes if place[0] is old]:
        trace.writes[new, key] = [*trace.writes.get((new, key), ()), *trace.writes.pop((cell, key))]
