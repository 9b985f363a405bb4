"""Feeds the state of a recurrent cell whole where a program feeds it part by part."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Items, Node, Thing, options_of
from tf2codemod.plan.cell_states import has_plain_state, is_first_state
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import walk

FED_IN_PARTS = frozenset(("TF213", "TF220", "TF230"))
FIELDS = ("c", "h")
LAYERS = ".MultiRNNCell"


class Place(NamedTuple):
    """An element of a structure, at the turn of a loop or of the structure alone, or one of its fields."""

    owner: str
    inner: bool
    field: str = ""


Pairs = list[tuple[ast.expr, ast.expr]]


def feed_whole(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes one entry of a feed dict for all parts of a state; whether there was one to write."""
    if obstacle.code not in FED_IN_PARTS:
        return False
    changed = False
    for code in scopes_of(trace, trees):
        for node in list(walk(code.scope)):
            if isinstance(node, ast.For):
                changed |= _loop(node, code, edits[code.path])
            elif isinstance(node, ast.Dict):
                changed |= _display(node, code, edits[code.path])
            for block in (getattr(node, name, None) for name in ("body", "orelse")):
                if isinstance(block, list):
                    changed |= _lines(block, code, edits[code.path])
    return changed


def _loop(loop: ast.For, code: Code, edits: Edits) -> bool:
    """``for i, (c, h) in enumerate(s): feed[c] = v[i].c; feed[h] = v[i].h`` is ``feed[s] = v``."""
    names = _bound_by(loop)
    if names is None or loop.orelse or loop.type_comment or not _only_inside(loop, code):
        return False
    found: Pairs = []
    feed = ""
    for statement in loop.body:
        for target, value in _assigned(statement):
            if not isinstance(target, ast.Subscript) or not only_reads(target.value):
                return False
            if feed not in ("", ast.unparse(target.value)):
                return False
            feed = ast.unparse(target.value)
            found.append((target.slice, value))
        if not isinstance(statement, ast.Assign):
            return False
    pairs = [(_place(k, names), _place(v, names)) for k, v in found]
    fields = any(k is not None and k.field for k, _ in pairs)
    whole = _whole(pairs)
    if whole is None or feed in whole or not _is_state(whole[0], code, loop, True, fields):
        return False
    if {n.id for text in (feed, *whole) for n in walk(ast.parse(text)) if isinstance(n, ast.Name)} & set(
        names
    ):
        return False
    edits.replace(*edits.range_of(loop), f"{feed}[{whole[0]}] = {whole[1]}")
    return True


def _display(display: ast.Dict, code: Code, edits: Edits) -> bool:
    """``{s.c: v.c, s.h: v.h}`` is ``{s: v}``."""
    keys, values = display.keys, display.values
    for i in range(len(keys) - 1):
        first, second = keys[i], keys[i + 1]
        if first is None or second is None:
            continue
        pairs = [(first, values[i]), (second, values[i + 1])]
        whole = _whole([(_place(k, {}), _place(v, {})) for k, v in pairs])
        if whole is not None and _is_state(whole[0], code, first, False):
            start, end = edits.range_of(first)[0], edits.range_of(values[i + 1])[1]
            edits.replace(start, end, f"{whole[0]}: {whole[1]}")
            return True
    return False


def _lines(block: Sequence[ast.stmt], code: Code, edits: Edits) -> bool:
    """``feed[s.c] = v.c`` and ``feed[s.h] = v.h``, one after the other, are ``feed[s] = v``."""
    changed = False
    for one, other in pairwise(block):
        both = [*_assigned(one), *_assigned(other)]
        places = [(t, v) for t, v in both if isinstance(t, ast.Subscript) and only_reads(t.value)]
        feeds = {ast.unparse(t.value) for t, _ in places}
        slices = [(t.slice, v) for t, v in places]
        if len(slices) != 2 or len(both) != 2 or len(feeds) != 1:
            continue
        whole = _whole([(_place(k, {}), _place(v, {})) for k, v in slices])
        (feed,) = feeds
        if whole is None or feed in whole or not _is_state(whole[0], code, slices[0][0], False):
            continue
        if edits.remove_line(other):
            edits.replace(*edits.range_of(one), f"{feed}[{whole[0]}] = {whole[1]}")
            changed = True
    return changed


def _assigned(statement: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The targets of an assignment with their values; the parts of one value by their index."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    target, value = statement.targets[0], statement.value
    if not isinstance(target, ast.Tuple):
        yield target, value
    elif isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
        yield from zip(target.elts, value.elts, strict=True)
    elif len(target.elts) == len(FIELDS) and not isinstance(value, ast.Tuple):
        for index, element in enumerate(target.elts):
            yield element, ast.Subscript(value, ast.Constant(index), ast.Load())


def _bound_by(loop: ast.For) -> dict[str, Place] | None:
    """What the names mean that a loop over the elements of structures binds; ``None`` for other loops."""
    call, target = loop.iter, loop.target
    names: dict[str, Place] = {}
    if _calls(call, "enumerate") and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        counter, target = target.elts
        call = call.args[0]  # type: ignore[attr-defined]
        if not isinstance(counter, ast.Name):
            return None
        names[counter.id] = Place("", False)
    elif _calls(call, "range") and isinstance(target, ast.Name):
        length = call.args[0]  # type: ignore[attr-defined]
        owner = ast.unparse(length.args[0]) if _calls(length, "len") else ""
        return {target.id: Place("", False, owner)} if owner else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "zip":
        if not isinstance(target, ast.Tuple) or len(target.elts) != len(call.args) or call.keywords:
            return None
        parts = list(zip(target.elts, call.args, strict=True))
    else:
        parts = [(target, call)]
    for element, owner_expr in parts:
        if not only_reads(owner_expr):
            return None
        owner = ast.unparse(owner_expr)
        if isinstance(element, ast.Name):
            names[element.id] = Place(owner, True)
        elif isinstance(element, ast.Tuple) and len(element.elts) == len(FIELDS):
            for name, field in zip(element.elts, FIELDS, strict=True):
                if not isinstance(name, ast.Name):
                    return None
                names[name.id] = Place(owner, True, field)
        else:
            return None
    return names


def _calls(expr: ast.expr, name: str) -> bool:
    return (
        isinstance(expr, ast.Call)
        and isinstance(expr.func, ast.Name)
        and expr.func.id == name
        and len(expr.args) == 1
        and not expr.keywords
    )


def _place(expr: ast.expr, names: Mapping[str, Place]) -> Place | None:
    """The part of a structure that an expression means."""
    if isinstance(expr, ast.Name) and expr.id in names:
        return names[expr.id] if names[expr.id].owner else None
    if isinstance(expr, ast.Subscript) and isinstance(expr.slice, ast.Name) and expr.slice.id in names:
        counts = names[expr.slice.id].owner == ""
        return Place(ast.unparse(expr.value), True) if counts and only_reads(expr.value) else None
    owner: ast.expr | None = None
    field = ""
    if isinstance(expr, ast.Attribute) and expr.attr in FIELDS:
        owner, field = expr.value, expr.attr
    elif isinstance(expr, ast.Subscript) and isinstance(expr.slice, ast.Constant):
        index = expr.slice.value
        if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(FIELDS):
            owner, field = expr.value, FIELDS[index]
    if owner is None:
        return None
    if names:
        found = _place(owner, names)
        return Place(found.owner, True, field) if found is not None and not found.field else None
    return Place(ast.unparse(owner), False, field) if only_reads(owner) else None


def _whole(pairs: Sequence[tuple[Place | None, Place | None]]) -> tuple[str, str] | None:
    """The structures of which entries feed all parts, each with its counterpart."""
    known = [(k, v) for k, v in pairs if k is not None and v is not None]
    if not known or len(known) < len(pairs):
        return None
    owners = {(k.owner, v.owner) for k, v in known}
    fields = sorted(k.field for k, _ in known)
    same = all(k.field == v.field and k.inner == v.inner for k, v in known)
    complete = fields == list(FIELDS) or (fields == [""] and known[0][0].inner)
    return owners.pop() if len(owners) == 1 and same and complete else None


def _is_state(text: str, code: Code, at: ast.AST, layered: bool, fields: bool = True) -> bool:
    """Whether an expression means the state in which a cell begins: one of several layers, or of an LSTM."""
    exprs = [e for e in walk(at) if isinstance(e, (ast.Name, ast.Attribute)) and ast.unparse(e) == text]
    values = [v for e in exprs for f in code.frames if (v := f.values.get(e)) is not None]
    states = [o for v in values for o in options_of(v)]
    for state in states:
        cell = state.arguments.get("cell") if isinstance(state, Node) and is_first_state(state) else None
        if not isinstance(cell, Thing) or cell.symbol.endswith(LAYERS) != layered:
            return False
        inner = cell.arguments.get("0") or cell.arguments.get("cells")
        cells = [*inner.prefix, inner.rest] if layered and isinstance(inner, Items) else []
        options = [o for c in cells if c is not None for o in options_of(c)]
        plain = all(map(has_plain_state, options)) if options else not layered and has_plain_state(cell)
        if plain and fields:
            return False
    return bool(states)


def _only_inside(loop: ast.For, code: Code) -> bool:
    """Whether the names that a loop binds are read nowhere else, save where another loop binds them."""
    names = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    inside = set(walk(loop))
    for other in walk(code.scope):
        if isinstance(other, (ast.For, ast.comprehension)) and other is not loop:
            bound = {n.id for n in walk(other.target) if isinstance(n, ast.Name)}
            parts = [other.target]
            if isinstance(other, ast.For) and loop not in set(walk(other)):
                parts += other.body  # type: ignore[arg-type]
            inside |= {n for p in parts for n in walk(p) if isinstance(n, ast.Name) and n.id in bound}
        elif isinstance(other, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            own = {n.id for g in other.generators for n in walk(g.target) if isinstance(n, ast.Name)}
            inside |= {n for n in walk(other) if isinstance(n, ast.Name) and n.id in own}
    return not any(isinstance(n, ast.Name) and n.id in names and n not in inside for n in walk(code.scope))


__all__ = ["feed_whole"]
