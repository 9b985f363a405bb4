"""Tells whether two calls of a function surely give a parameter the same value."""

from __future__ import annotations

import ast
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import (
    Cell,
    Const,
    External,
    Function,
    Host,
    Instance,
    Items,
    Mapping,
    Node,
    Unknown,
    Value,
)
from tf2codemod.plan.method_arguments import stores
from tf2codemod.tree import walk

READ_ONLY = (
    *(ast.Name, ast.Attribute, ast.Constant, ast.List, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.Subscript),
    *(ast.expr_context, ast.operator, ast.unaryop, ast.Slice),
)

# What gives the same for the same, whatever happened between the calls.
OF_VALUES = frozenset(f"builtins.{n}" for n in ("list", "tuple", "len", "int", "float", "str", "bool"))
OF_NUMBERS = frozenset(("int", "float", "round", "abs", "max", "min", "bool"))


def are_given_alike(one: Frame, other: Frame, parameter: str) -> bool:
    """Whether two activations began with the same value of a parameter, known or not."""
    first, second = value_given(one, parameter), value_given(other, parameter)
    if _are_known(first) and _are_known(second):
        return _are_equal(first, second)
    exprs = [expression_given(frame, parameter) for frame in (one, other)]
    if exprs[0] is None or exprs[1] is None or one.caller is None or other.caller is None:
        return exprs[0] is exprs[1]
    return _mean_the_same(_Said(exprs[0], one.caller), _Said(exprs[1], other.caller))


def is_told_by_shapes(one: Frame, other: Frame, parameter: str) -> bool:
    """Whether two calls share a variable that is as long as a parameter says, so that they say the same.

    TensorFlow 1 refuses to share a variable that is asked for in another shape.
    """
    given = value_given(one, parameter), value_given(other, parameter)
    code = one.function.node if one.function is not None else None
    if code is None or not all(isinstance(v, Host) for v in given) or stores(code, parameter):
        return False
    for call, value in one.values.items():
        if not isinstance(value, Node) or value.kind != "variable" or other.values.get(call) is not value:
            continue
        if isinstance(call, ast.Call) and value.op == "tf.get_variable":
            named = next((k.value for k in call.keywords if k.arg == "shape"), None)
            shape = call.args[1] if len(call.args) > 1 else named
            elements = shape.elts if isinstance(shape, (ast.List, ast.Tuple)) else []
            if any(isinstance(e, ast.Name) and e.id == parameter for e in elements):
                return True
    return False


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


class _Said(NamedTuple):
    """Code, and the statement that executes it."""

    expr: ast.expr
    run: StatementRun

    @property
    def value(self) -> Value | None:
        return self.run.frame.values.get(self.expr)

    def passed_on(self) -> _Said:
        """What decided this, where it is just a parameter, or a name that a function binds once."""
        frame = self.run.frame
        code = frame.function.node if frame.function is not None else None
        if not isinstance(self.expr, ast.Name) or code is None or frame.caller is None:
            return self
        parameters = {a.arg for a in (*code.args.posonlyargs, *code.args.args, *code.args.kwonlyargs)}
        bound = stores(code, self.expr.id)
        if self.expr.id not in parameters:
            said = _bound_by(frame, bound[0]) if len(bound) == 1 else None
            return said.passed_on() if said is not None else self
        given = expression_given(frame, self.expr.id)
        if given is None or bound:
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


def _bound_by(frame: Frame, name: ast.Name) -> _Said | None:
    """What the only statement that binds a name gives it, where it is executed once."""
    for statement, run in frame.by_node.items():
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or run.looped:
            continue
        target, value = statement.targets[0], statement.value
        if any(isinstance(n, ast.List) for n in walk(value)):  # it may have changed since
            continue
        if target is name:
            return _Said(value, run)
        pair = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
        if pair and name in target.elts and len(target.elts) == len(value.elts):  # type: ignore[attr-defined]
            return _Said(value.elts[target.elts.index(name)], run)  # type: ignore[attr-defined]
    return None


def _are_calls_alike(first: _Said, second: _Said) -> bool:
    """Whether two calls of one function, which computes with numbers alone, are given the same."""
    one, other = first.expr, second.expr
    if not isinstance(one, ast.Call) or not isinstance(other, ast.Call) or one.keywords or other.keywords:
        return False
    functions = [said.run.frame.values.get(c.func) for said, c in ((first, one), (second, other))]
    pure = isinstance(functions[0], Function) and _computes_with_numbers(functions[0])
    plain = isinstance(functions[0], External) and functions[0].dotted in OF_VALUES
    if not (pure or plain) or functions[0] != functions[1] or len(one.args) != len(other.args):
        return False
    return all(
        _mean_the_same(_Said(a, first.run), _Said(b, second.run))
        for a, b in zip(one.args, other.args, strict=True)
    )


def _computes_with_numbers(function: Function) -> bool:
    """Whether a function returns one expression of its arguments, of constants and functions of numbers."""
    code = function.node
    body = code.body if isinstance(code, ast.FunctionDef) else []
    given = code.args
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None or given.vararg:
        return False
    known = {a.arg for a in (*given.posonlyargs, *given.args)}
    own = function.module.cell.slots
    for node in walk(body[0].value):
        if isinstance(node, ast.Call):
            named = ast.unparse(node.func)
            plain = named in OF_NUMBERS and named not in own
            module = own.get("math") if named.startswith("math.") else None
            if node.keywords or not (plain or (isinstance(module, External) and module.dotted == "math")):
                return False
            known |= {n.id for n in walk(node.func) if isinstance(n, ast.Name)}
        elif not isinstance(node, (*READ_ONLY, ast.Compare, ast.cmpop, ast.IfExp)):
            return False
    return all(n.id in known for n in walk(body[0].value) if isinstance(n, ast.Name))


def _mean_the_same(first: _Said, second: _Said) -> bool:
    """Whether two pieces of code surely have the same value, each where it is executed."""
    if _are_known(first.value) and _are_known(second.value):
        return _are_equal(first.value, second.value)
    first, second = first.passed_on(), second.passed_on()
    one, other = first.expr, second.expr
    if isinstance(one, ast.Call) and isinstance(other, ast.Call):
        return _are_calls_alike(_Said(one, first.run), _Said(other, second.run))
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
