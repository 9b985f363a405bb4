"""Makes local names of the attributes that only the method which sets them reads."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Instance, nodes_in
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

OF_SEVERAL_METHODS = frozenset(("TF215", "TF216", "TF217", "TF219", "TF220", "TF315"))
OF_ITS_OBJECT = "TF315"
BY_TEXT = frozenset(("getattr", "setattr", "delattr", "hasattr", "attrgetter"))
WHOLE = frozenset(("__dict__", "__getattr__", "__getattribute__", "__setattr__", "__slots__"))


def name_own_attributes(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Keeps what methods that return tensors set for themselves in local names; whether there is any."""
    if obstacle.code not in OF_SEVERAL_METHODS or any(map(asks_for_names, trees.values())):
        return False
    places: dict[str, list[ast.Attribute]] = {}
    words: set[str] = set()
    for tree in trees.values():
        for node in walk(tree):
            if isinstance(node, ast.Attribute):
                places.setdefault(node.attr, []).append(node)
            words |= _words(node)
    if words & WHOLE or "" in words or WHOLE & set(places):
        return False
    changed = False
    for path, tree in trees.items():
        for cls in (s for s in tree.body if isinstance(s, ast.ClassDef)):
            words |= {s.name for s in cls.body if isinstance(s, ast.FunctionDef)} | set(_stored(cls.body))
            for method in (s for s in cls.body if isinstance(s, ast.FunctionDef) and _returns(s)):
                taken = names_in(tree)
                stopped = obstacle.code == OF_ITS_OBJECT and obstacle.node in walk(method)
                for name in _held_by(method, trace, stopped):
                    found = places.get(name, []) if name not in words else []
                    if not found or not _are_of_one_call(found, method):
                        continue
                    given = _given(found, method)
                    own = given.value.id if given is not None else fresh(name, taken)  # type: ignore[attr-defined]
                    taken.add(own)
                    within = set(walk(given)) if given is not None else set()
                    for node in (n for n in found if n not in within):
                        edits[path].replace(*edits[path].range_of(node), own)
                    if given is not None and not edits[path].remove_line(given):
                        return False
                    changed = True
    return changed


def _words(node: ast.AST) -> set[str]:
    """The names of attributes that code gives as text; an empty one where it computes them."""
    if isinstance(node, ast.FunctionDef):
        return {node.name} & WHOLE
    if not isinstance(node, ast.Call) or not isinstance(node.func, (ast.Name, ast.Attribute)):
        return set()
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
    if name not in BY_TEXT:
        return set()
    text = node.args[1] if len(node.args) > 1 else None
    return {str(text.value)} if isinstance(text, ast.Constant) else {""}


def _returns(method: ast.FunctionDef) -> bool:
    """Whether a method gives something back, so that it is not there for the attributes that it sets."""
    inner = [n for n in walk(method) if n is not method and isinstance(n, ast.FunctionDef)]
    nested = {n for f in inner for n in walk(f)}
    return any(isinstance(n, ast.Return) and n.value and n not in nested for n in walk(method))


def _stored(body: Iterable[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if not isinstance(statement, ast.FunctionDef):
            yield from (n.id for n in walk(statement) if isinstance(n, ast.Name))


def _held_by(method: ast.FunctionDef, trace: Trace, whatever: bool) -> list[str]:
    """The attributes with graph objects that a method sets, or those with whatever it be."""
    found: dict[str, None] = {}
    for frame in trace.frames:
        if frame.function is None or frame.function.node is not method or not frame.receiver:
            continue
        own = frame.cell.slots.get(frame.receiver)
        if not isinstance(own, Instance):
            continue
        for key, writers in own.cell.writers.items():
            mine = isinstance(key, str) and any(w is not None and w.frame is frame for w in writers)
            if mine and (whatever or nodes_in(own.cell.slots[key])):
                found[str(key)] = None
    return list(found)


def _are_of_one_call(places: list[ast.Attribute], method: ast.FunctionDef) -> bool:
    """Whether attributes are those of a method's object, set before they are read at each call of it."""
    receiver = method.args.args[0].arg if method.args.args else ""
    inside = set(walk(method))
    inner = [n for n in walk(method) if n is not method and isinstance(n, (ast.FunctionDef, ast.Lambda))]
    nested = {n for f in inner for n in walk(f)}
    if method.decorator_list or any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.Await)) for n in inside):
        return False
    for node in places:
        of_object = isinstance(node.value, ast.Name) and node.value.id == receiver
        if node not in inside or node in nested or not of_object or isinstance(node.ctx, ast.Del):
            return False
    return _set_before_read(method.body, set(places))[0]


def _given(places: list[ast.Attribute], method: ast.FunctionDef) -> ast.Assign | None:
    """The statement, beside others, that gives attributes nothing but an argument of the method."""
    stores = [n for n in places if isinstance(n.ctx, ast.Store)]
    bound = {n.id for n in walk(method) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    arguments = {a.arg for a in (*method.args.args[1:], *method.args.kwonlyargs)} - bound
    blocks = [b for n in walk(method) for b in (getattr(n, "body", None), getattr(n, "orelse", None)) if b]
    for block in (b for b in blocks if isinstance(b, list) and len(b) > 1):
        for statement in block:
            if not isinstance(statement, ast.Assign) or statement.targets != stores:
                continue
            if isinstance(statement.value, ast.Name) and statement.value.id in arguments:
                return statement
    return None


def _set_before_read(body: Iterable[ast.stmt], places: set[ast.Attribute]) -> tuple[bool, bool]:
    """Whether no way through statements reads what they have not set, and whether every way sets it."""
    for statement in _straight(body):
        here = [n for n in walk(statement) if n in places]
        if not here:
            continue
        if isinstance(statement, ast.Assign) and all(isinstance(n.ctx, ast.Store) for n in here):
            return True, True
        if not isinstance(statement, ast.If) or any(n in places for n in walk(statement.test)):
            return False, False
        ways = [_set_before_read(statement.body, places), _set_before_read(statement.orelse, places)]
        if not all(right for right, _ in ways):
            return False, False
        if all(bound or _leaves(arm) for (_, bound), arm in zip(ways, _arms(statement), strict=True)):
            return True, True
    return True, False


def _arms(branch: ast.If) -> tuple[list[ast.stmt], list[ast.stmt]]:
    return branch.body, branch.orelse


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise))


def _straight(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that each call executes, in their order; those of a ``with`` stand for themselves."""
    for statement in body:
        if isinstance(statement, ast.With) and not any(i.optional_vars for i in statement.items if _sets(i)):
            yield from _straight(statement.body)
        else:
            yield statement


def _sets(item: ast.withitem) -> bool:
    """Whether the name that a ``with`` binds is an attribute."""
    return isinstance(item.optional_vars, ast.Attribute)


__all__ = ["name_own_attributes"]
