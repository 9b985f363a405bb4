"""Finds the element type of a NumPy array from the code that makes it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2codemod.facts import table
from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import TF, Const, External, Function, Value
from tf2codemod.plan.dependencies import own_expressions
from tf2codemod.plan.places import is_steady
from tf2codemod.tree import walk

_NUMPY = table("host_effects")["array_types"]
FLOATING_MAKERS = frozenset(_NUMPY["float64"])
KEEPING_METHODS = frozenset(_NUMPY["keeping_methods"])
KEEPING_FUNCTIONS = frozenset(_NUMPY["keeping_functions"])
TYPED_SECOND = frozenset(_NUMPY["typed_second"])
TYPED_ATTRIBUTES = dict(_NUMPY["attributes"])
DEEPEST = 40


def host_type(
    expr: ast.expr, frame: Frame, trace: Trace, depth: int = DEEPEST, path: tuple[int, ...] = ()
) -> str | None:
    """The name of the type that the elements of an array have, where the code says so.

    The array stands in tuples at the positions of the path.
    """
    if depth == 0:
        return None
    if isinstance(expr, ast.Tuple) and path:
        starred = any(isinstance(e, ast.Starred) for e in expr.elts)
        part = expr.elts[path[0]] if not starred and 0 <= path[0] < len(expr.elts) else None
        return host_type(part, frame, trace, depth - 1, path[1:]) if part is not None else None
    if isinstance(expr, ast.Name):
        given = _argument(expr, frame)
        if given is not None:
            return host_type(given[0], given[1], trace, depth - 1, path)
        return _of_name(expr, frame, trace, depth, path)
    if isinstance(expr, ast.Call) and isinstance(frame.values.get(expr.func), Function):
        return _returned(expr, frame, trace, depth, path)
    if isinstance(expr, ast.Subscript):
        place = expr.slice.value if isinstance(expr.slice, ast.Constant) else None
        inner = (place, *path) if isinstance(place, int) and place >= 0 else None
        found = host_type(expr.value, frame, trace, depth - 1, inner) if inner is not None else None
        return found if found is not None or path else host_type(expr.value, frame, trace, depth - 1)
    return _of_array(expr, frame, trace, depth) if not path else None


def _of_array(expr: ast.expr, frame: Frame, trace: Trace, depth: int) -> str | None:
    """The type of an array that an expression computes."""
    if isinstance(expr, ast.Call):
        return _made(expr, frame, trace, depth)
    if isinstance(expr, ast.Attribute):
        return _attribute(expr, frame, trace)
    if isinstance(expr, ast.UnaryOp):
        return host_type(expr.operand, frame, trace, depth - 1)
    if isinstance(expr, ast.BinOp):
        sides = [s for s in (expr.left, expr.right) if not _is_number(s)]
        types = {host_type(s, frame, trace, depth - 1) for s in sides}
        known = (
            types.pop()
            if len(types) == 1
            else "float64"
            if "float64" in types and None not in types
            else None
        )
        return known if known is not None and known.startswith("float") else None
    return None


def _agreed(types: Iterable[str | None]) -> str | None:
    """The one type of several values."""
    found = set(types)
    return found.pop() if len(found) == 1 else None


def _returned(call: ast.Call, frame: Frame, trace: Trace, depth: int, path: tuple[int, ...]) -> str | None:
    """The type of what a function of the program returns at one of its calls."""
    if any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in walk(_code_of(call, frame))):
        return None
    return _agreed(
        host_type(run.node.value, inner, trace, depth - 1, path)
        if isinstance(run.node, ast.Return) and run.node.value is not None
        else None
        for inner in trace.frames
        if inner.site is call and inner.caller is not None and inner.caller.frame is frame
        for run in inner.statements
        if isinstance(run.node, ast.Return) and run.reached
    )


def _code_of(call: ast.Call, frame: Frame) -> ast.AST:
    """The code of the function of the program that is called."""
    function = frame.values.get(call.func)
    return function.node if isinstance(function, Function) else call


def _of_name(name: ast.Name, frame: Frame, trace: Trace, depth: int, path: tuple[int, ...]) -> str | None:
    """The type of what a name means where it is read: all that it may be bound to there have one type."""
    if is_steady(name, frame, trace):
        runs = [r for r in frame.statements if (frame.cell, name.id) in r.writes]
    else:
        reader = next((r for r in frame.statements if name in own_expressions(r.node)), None)
        last = reader.reads.get((frame.cell, name.id), frozenset()) if reader is not None else frozenset()
        runs = [r for r in last if r is not None]
        if len(runs) < len(last):
            return None
    left = depth if len(runs) == 1 else depth // 2
    return _agreed(_bound_at(run, name.id, frame, trace, left, path) for run in runs)


def _bound_at(
    run: StatementRun, name: str, frame: Frame, trace: Trace, depth: int, path: tuple[int, ...]
) -> str | None:
    """The type of what one assignment binds a name to."""
    if run.frame is not frame or not isinstance(run.node, ast.Assign) or len(run.node.targets) != 1:
        return None
    target = run.node.targets[0]
    inner = _path_to(target, name)
    return host_type(run.node.value, frame, trace, depth - 1, (*inner, *path)) if inner is not None else None


def _path_to(target: ast.expr, name: str) -> tuple[int, ...] | None:
    """The positions at which a target of an assignment has a name."""
    if isinstance(target, ast.Name):
        return () if target.id == name else None
    if isinstance(target, (ast.Tuple, ast.List)) and not any(isinstance(e, ast.Starred) for e in target.elts):
        for index, part in enumerate(target.elts):
            inner = _path_to(part, name)
            if inner is not None:
                return (index, *inner)
    return None


def _is_number(expr: ast.expr) -> bool:
    return isinstance(expr, ast.Constant) and isinstance(expr.value, (int, float))


def _bound_to(name: ast.Name, frame: Frame, trace: Trace) -> ast.expr | None:
    """The expression that a name is bound to, if it is bound once."""
    if not is_steady(name, frame, trace):
        return None
    for run in frame.statements:
        node = run.node
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name.id for t in node.targets
        ):
            return node.value
    return None


def _argument(name: ast.Name, frame: Frame) -> tuple[ast.expr, Frame] | None:
    """What a parameter that is not bound again was given, and the frame of the call."""
    code = frame.function.node if frame.function is not None else None
    if code is None or frame.caller is None or not isinstance(frame.site, ast.Call):
        return None
    bound = any(isinstance(n, ast.Name) and n.id == name.id and _stores(n) for n in walk(code))
    names = [a.arg for a in code.args.args]
    if bound or name.id not in names or any(isinstance(a, ast.Starred) for a in frame.site.args):
        return None
    named = {k.arg: k.value for k in frame.site.keywords}
    position = names.index(name.id) - (1 if frame.receiver else 0)
    given = named.get(name.id) or (frame.site.args[position] if position < len(frame.site.args) else None)
    return (given, frame.caller.frame) if given is not None else None


def _stores(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _made(call: ast.Call, frame: Frame, trace: Trace, depth: int) -> str | None:
    named = {k.arg: k.value for k in call.keywords}
    if "dtype" in named:
        return type_name(frame.values.get(named["dtype"]))
    callee = frame.values.get(call.func)
    if isinstance(callee, External):
        short = callee.dotted.removeprefix("numpy.")
        if short in FLOATING_MAKERS:
            return _second(call, frame) if short in TYPED_SECOND and len(call.args) > 1 else "float64"
        if short in KEEPING_FUNCTIONS and call.args:
            return host_type(call.args[0], frame, trace, depth - 1)
        return short if short in ("float32", "float64", "float16") else None
    if isinstance(call.func, ast.Attribute):
        if call.func.attr == "astype" and call.args:
            return type_name(frame.values.get(call.args[0]))
        if call.func.attr in KEEPING_METHODS:
            return host_type(call.func.value, frame, trace, depth - 1)
    return None


def _second(call: ast.Call, frame: Frame) -> str | None:
    return type_name(frame.values.get(call.args[1]))


def _attribute(expr: ast.Attribute, frame: Frame, trace: Trace) -> str | None:
    """The type of a part of a data set that a function of TensorFlow reads."""
    root: ast.expr = expr
    while isinstance(root, ast.Attribute):
        root = root.value
    made = _bound_to(root, frame, trace) if isinstance(root, ast.Name) else None
    callee = frame.values.get(made.func) if isinstance(made, ast.Call) else None
    if not isinstance(callee, TF) or not isinstance(made, ast.Call):
        return None
    plain = not any(k.arg in ("dtype", "reshape") for k in made.keywords) and len(made.args) < 4
    found = TYPED_ATTRIBUTES.get(f"{callee.symbol}.{expr.attr}") if plain else None
    return str(found) if found is not None else None


def type_name(value: Value | None) -> str | None:
    """The name of a type that is given to NumPy."""
    if isinstance(value, External) and value.dotted.startswith("numpy."):
        return value.dotted.removeprefix("numpy.")
    if isinstance(value, External) and value.dotted == "builtins.float":
        return "float64"
    if isinstance(value, TF) and value.symbol.startswith("tf."):
        return value.symbol.removeprefix("tf.")
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None
