"""Calls objects that build a part of the graph by a method that has a name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import (
    Bound,
    Class,
    External,
    Function,
    Instance,
    Items,
    Value,
    contained,
    options_of,
)
from tf2codemod.interpret.values import Mapping as Dict
from tf2codemod.plan.naming import fresh, snake_case
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

OF_ITS_OBJECT = "TF315"
CALLED = "__call__"
HARMLESS = frozenset(
    f"builtins.{n}" for n in ("isinstance", "print", "enumerate", "zip", "len", "id", "list", "tuple")
)


def name_called_methods(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Names the method in which the plan stopped, where its objects are only called; whether it could."""
    if obstacle.code != OF_ITS_OBJECT or any(map(asks_for_names, trees.values())):
        return False
    found: dict[ast.AST, tuple[ast.ClassDef, Path]] = {}
    for path, tree in trees.items():
        for cls in (n for n in walk(tree) if isinstance(n, ast.ClassDef)):
            own = [s for s in cls.body if isinstance(s, ast.FunctionDef) and s.name == CALLED]
            found.update(dict.fromkeys(own, (cls, path)))
    frames = [f for f in trace.frames if f.function is not None and f.function.node in found]
    stopped: set[ast.AST] = {f.function.node for f in frames if f.function and f.site is obstacle.node}
    stopped |= {code for code in found if obstacle.node in walk(code)}
    if len(stopped) != 1:
        return False
    (code,) = stopped
    cls, path = found[code]
    if not isinstance(code, ast.FunctionDef):
        return False
    calls = _calls(trace, trees, code)
    sites = {f.site for f in frames if f.function is not None and f.function.node is code}
    known = calls is not None and sites <= calls.keys() and not _is_handed_out(trace, trees, code)
    if calls is None or not known or _has_relatives(trace, cls, found):
        return False
    name = fresh(f"build_{snake_case(cls.name)}", names_taken(trees.values()))
    for call, home in calls.items():
        _, end = edits[home].range_of(call.func)
        edits[home].replace(end, end, f".{name}")
    start, _ = edits[path].range_of(code)
    place = edits[path].data.index(CALLED.encode(), start)
    edits[path].replace(place, place + len(CALLED), name)
    return True


def _calls(trace: Trace, trees: Mapping[Path, ast.Module], code: ast.AST) -> dict[ast.Call, Path] | None:
    """The calls of the objects of a class, with their files; ``None`` where one may be of something else."""
    found: dict[ast.Call, Path] = {}
    for path, tree in trees.items():
        for call in (n for n in walk(tree) if isinstance(n, ast.Call)):
            values = [
                o for f in trace.frames if call.func in f.values for o in options_of(f.values[call.func])
            ]
            own = [isinstance(v, Instance) and _method(v.cls) is code for v in values]
            if any(own):
                if not all(own) or not isinstance(call.func, (ast.Name, ast.Attribute)):
                    return None
                found[call] = path
        for node in walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == CALLED:
                return None
    return found


def _is_handed_out(trace: Trace, trees: Mapping[Path, ast.Module], code: ast.AST) -> bool:
    """Whether an object is given to what is not read, and may call it."""
    for call in (n for t in trees.values() for n in walk(t) if isinstance(n, ast.Call)):
        given = [*call.args, *(k.value for k in call.keywords)]
        for frame in trace.frames:
            values = [frame.values[a] for a in given if a in frame.values]
            held = [v for value in values for v in contained(value) if isinstance(v, Instance)]
            if any(_method(v.cls) is code for v in held) and not _is_read(frame.values.get(call.func)):
                return True
    return False


def _is_read(callee: Value | None) -> bool:
    """Whether a callee is code of the program, or does nothing with what it is given."""
    for option in options_of(callee) if callee is not None else (None,):
        kept = isinstance(option, Bound) and isinstance(option.receiver, (Items, Dict))
        own = isinstance(option, Bound) and isinstance(option.function, Function)
        plain = isinstance(option, External) and option.dotted in HARMLESS
        if not (kept or own or plain or isinstance(option, (Function, Class, Instance))):
            return False
    return True


def _method(cls: Class) -> ast.AST | None:
    found = cls.lookup(CALLED)
    return found.node if isinstance(found, Function) else None


def _has_relatives(
    trace: Trace, cls: ast.ClassDef, codes: Mapping[ast.AST, tuple[ast.ClassDef, Path]]
) -> bool:
    """Whether a class takes part in a lineage in which several classes say how their objects are called."""
    owners = {owner for owner, _ in codes.values()}
    for frame in trace.frames:
        for value in frame.cell.slots.values():
            lineage = [c.node for c in value.lineage()] if isinstance(value, Class) else []
            if cls in lineage and (len(owners & set(lineage)) > 1 or _has_foreign_base(value)):
                return True
    return False


def _has_foreign_base(value: object) -> bool:
    """Whether a class has a base that is not read, which may call its objects."""
    assert isinstance(value, Class)
    bases = [ast.unparse(b) for c in value.lineage() for b in c.node.bases]
    own = {c.node.name for c in value.lineage()}
    return any(b != "object" and b.rpartition(".")[2] not in own for b in bases)
