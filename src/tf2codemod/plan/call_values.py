"""Tells whether two calls of a function surely give a parameter the same value."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import Cell, Const, Host, Instance, Items, Mapping, Unknown, Value
from tf2codemod.plan.method_arguments import stores

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
    if exprs[0] is None or exprs[1] is None or one.caller is None or other.caller is None:
        return exprs[0] is exprs[1]
    return _mean_the_same(_Said(exprs[0], one.caller), _Said(exprs[1], other.caller))


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


@dataclass(frozen=True)
class _Said:
    """Code, and the statement that executes it."""

    expr: ast.expr
    run: StatementRun

    @property
    def value(self) -> Value | None:
        return self.run.frame.values.get(self.expr)

    def passed_on(self) -> _Said:
        """What a call was given, where this is just a parameter of the function around it."""
        frame = self.run.frame
        code = frame.function.node if frame.function is not None else None
        if not isinstance(self.expr, ast.Name) or code is None or frame.caller is None:
            return self
        parameters = {a.arg for a in (*code.args.posonlyargs, *code.args.args, *code.args.kwonlyargs)}
        given = expression_given(frame, self.expr.id) if self.expr.id in parameters else None
        if given is None or stores(code, self.expr.id):
            return self
        return _Said(given, frame.caller).passed_on()

    def place(self) -> dict[tuple[Cell, object], frozenset[StatementRun | None]]:
        """Where a name or attribute is kept, with what wrote it."""
        name = self.expr.attr if isinstance(self.expr, ast.Attribute) else getattr(self.expr, "id", "")
        base = self.run.frame.values.get(self.expr.value) if isinstance(self.expr, ast.Attribute) else None
        if isinstance(self.expr, ast.Attribute) and not isinstance(base, Instance):
            return {}
        own = base.cell if isinstance(base, Instance) else None
        return {p: w for p, w in self.run.reads.items() if p[1] == name and (own is None or p[0] is own)}


def _mean_the_same(first: _Said, second: _Said) -> bool:
    """Whether two pieces of code surely have the same value, each where it is executed."""
    if _are_known(first.value) and _are_known(second.value):
        return _are_equal(first.value, second.value)
    first, second = first.passed_on(), second.passed_on()
    one, other = first.expr, second.expr
    if type(one) is not type(other) or not isinstance(one, READ_ONLY):
        return False
    if isinstance(one, (ast.Name, ast.Attribute)):
        places = first.place(), second.place()
        repeated = any(w is not None and w.looped for held in places for ws in held.values() for w in ws)
        return len(places[0]) == 1 and places[0] == places[1] and not repeated
    parts = [list(ast.iter_child_nodes(node)) for node in (one, other)]
    if len(parts[0]) != len(parts[1]):
        return False
    return all(
        _mean_the_same(_Said(a, first.run), _Said(b, second.run))
        if isinstance(a, ast.expr) and isinstance(b, ast.expr)
        else ast.dump(a) == ast.dump(b)
        for a, b in zip(*parts, strict=True)
    ) and (bool(parts[0]) or ast.dump(one) == ast.dump(other))


__all__ = ["are_given_alike", "expression_given", "value_given"]
