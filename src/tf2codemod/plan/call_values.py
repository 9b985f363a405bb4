"""Tells whether two calls of a function surely give a parameter the same value."""

from __future__ import annotations

import ast

from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import Const, Host, Instance, Items, Mapping, Unknown, Value
from tf2codemod.tree import walk

READ_ONLY = (
    *(ast.Name, ast.Attribute, ast.Constant, ast.List, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.Subscript),
    *(ast.expr_context, ast.operator, ast.unaryop, ast.Slice),
)


def are_given_alike(one: Frame, other: Frame, parameter: str) -> bool:
    """Whether two activations began with the same value of a parameter, known or not."""
    first, second = value_given(one, parameter), value_given(other, parameter)
    if _are_known(first) and _are_known(second):
        return _are_equal(first, second)
    exprs = [expression_given(frame, parameter) for frame in (one, other)]
    if exprs[0] is None or exprs[1] is None:
        return exprs[0] is exprs[1]
    if one.caller is None or other.caller is None or ast.unparse(exprs[0]) != ast.unparse(exprs[1]):
        return False
    return all(isinstance(n, READ_ONLY) for n in walk(exprs[0])) and all(
        _reads_alike(a, b, one.caller, other.caller)
        for a, b in zip(walk(exprs[0]), walk(exprs[1]), strict=True)
        if isinstance(a, (ast.Name, ast.Attribute)) and isinstance(b, (ast.Name, ast.Attribute))
    )


def value_given(frame: Frame, parameter: str) -> Value | None:
    """What a parameter was given, before the body changed it."""
    for expr, value in frame.values.items():
        if isinstance(expr, ast.Name) and expr.id == parameter and isinstance(expr.ctx, ast.Load):
            return value
    return frame.cell.slots.get(parameter)


def expression_given(frame: Frame, parameter: str) -> ast.expr | None:
    """The code of what a call gives a parameter; ``None`` for a default."""
    code = frame.function.node if frame.function is not None else None
    if not isinstance(code, ast.FunctionDef) or not isinstance(frame.site, ast.Call):
        return None
    names = [a.arg for a in (*code.args.posonlyargs, *code.args.args)]
    if frame.receiver and names[:1] == [frame.receiver]:
        names = names[1:]
    given: dict[str | None, ast.expr] = dict(zip(names, frame.site.args, strict=False))
    given.update({k.arg: k.value for k in frame.site.keywords})
    return given.get(parameter)


def _are_known(value: Value | None) -> bool:
    if isinstance(value, Items):
        return value.rest is None and all(map(_are_known, value.prefix))
    if isinstance(value, Mapping):
        return value.rest is None and all(map(_are_known, value.known.values()))
    return value is not None and not isinstance(value, (Host, Unknown))


def _are_equal(first: Value | None, second: Value | None) -> bool:
    if isinstance(first, Items) and isinstance(second, Items):
        one, two = first.prefix, second.prefix
        return first.kind == second.kind and len(one) == len(two) and all(map(_are_equal, one, two))
    if isinstance(first, Const) and isinstance(second, Const):
        return first == second and first.type == second.type
    return first == second


def _reads_alike(one: ast.expr, other: ast.expr, first: StatementRun, second: StatementRun) -> bool:
    """Whether a name or attribute holds what the same statements wrote, which no loop repeats."""
    values = [run.frame.values.get(expr) for expr, run in ((one, first), (other, second))]
    if values[0] is not None and _are_known(values[0]) and _are_known(values[1]):
        return _are_equal(*values)
    name = one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "")
    places = []
    for expr, run in ((one, first), (other, second)):
        base = run.frame.values.get(expr.value) if isinstance(expr, ast.Attribute) else None
        if isinstance(expr, ast.Attribute) and not isinstance(base, Instance):
            return False
        held = {
            place: writers
            for place, writers in run.reads.items()
            if place[1] == name and (not isinstance(base, Instance) or place[0] is base.cell)
        }
        places.append(held)
    repeated = any(w is not None and w.looped for held in places for ws in held.values() for w in ws)
    return len(places[0]) == 1 and places[0] == places[1] and not repeated


__all__ = ["are_given_alike", "expression_given", "value_given"]
