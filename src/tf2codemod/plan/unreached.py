"""Leaves functions of imported modules as they are which are never called and cannot be native."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from tf2codemod.facts.names import absent
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import External, Function
from tf2codemod.model import Finding
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

BY_NAME = frozenset(
    f"builtins.{n}" for n in ("getattr", "globals", "locals", "vars", "eval", "exec", "__import__")
)


def unreached_around(place: ast.AST, trace: Trace, entry: Path) -> ast.AST | None:
    """The function around a place that the program surely never calls, in a module that it imports."""
    for function in trace.uncalled:
        if function.module.path != entry and any(n is place for n in walk(function.node)):
            return function.node if not _may_be_meant(function, trace) else None
    return None


def _may_be_meant(function: Function, trace: Trace) -> bool:
    """Whether code that is reached names a function, or something by a name that it computes."""
    name = function.name
    if name.startswith("__") or isinstance(function.node, ast.Lambda) or function.node.decorator_list:
        return True
    return any(
        _names(node, name, frame)
        for frame in trace.frames
        for run in frame.statements
        if run.reached and not isinstance(run.node, (ast.FunctionDef, ast.ClassDef))
        for node in walk(run.node)
    )


def _names(node: ast.AST, name: str, frame: Frame) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in (name, "__dict__", "import_module")
    if isinstance(node, ast.Name):
        return node.id == name
    if isinstance(node, ast.Call):
        callee = frame.values.get(node.func)
        fixed = len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
        return isinstance(callee, External) and callee.dotted in BY_NAME and not fixed
    return isinstance(node, ast.Constant) and node.value == name


def without(trace: Trace, left: Collection[ast.AST]) -> Trace:
    """What was read, but for some functions that are never called."""
    inside = {n for code in left for n in walk(code)}
    frames = [f for f in trace.frames if not any(_code(g) in left for g in _outward(f))]
    kept = set(frames)
    return replace(
        trace,
        frames=frames,
        runs=[s for s in trace.runs if s.statement.frame in kept],
        nodes=[n for n in trace.nodes if n.made.frame in kept],
        symbols={n: s for n, s in trace.symbols.items() if n not in inside},
        uncalled=[f for f in trace.uncalled if f.node not in left],
    )


def _code(frame: Frame) -> ast.AST | None:
    return frame.function.node if frame.function is not None else None


def _outward(frame: Frame) -> Iterator[Frame]:
    inner: Frame | None = frame
    while inner is not None:
        yield inner
        inner = inner.caller.frame if inner.caller is not None else None


def kept_names(trace: Trace, left: Collection[ast.AST]) -> dict[ast.expr, str]:
    """The names in functions left as they are that TensorFlow 2 only has under ``tf.compat.v1``."""
    inside = {n for code in left for n in walk(code)}
    inner = {n.value for n in inside if isinstance(n, ast.Attribute)}
    found: dict[ast.expr, str] = {}
    for expr, symbols in trace.symbols.items():
        if expr not in inside or expr in inner or not isinstance(expr, ast.Attribute) or len(symbols) != 1:
            continue
        symbol = next(iter(symbols))
        if not absent(f"tensorflow{symbol[2:]}"):
            continue
        root: ast.expr = expr
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or trace.symbols.get(root) != {"tf"}:
            raise Obstacle(
                "TF110", f"{symbol} has no native form where it is left", "write tf before it", expr
            )
        found[expr] = f"{root.id}.compat.v1{symbol[2:]}"
    return found


def told(trace: Trace, left: Collection[ast.AST]) -> tuple[Finding, ...]:
    """What the user is told about functions left as they are."""
    return tuple(
        Finding(
            f.module.path,
            f.node.lineno,
            f.node.col_offset + 1,
            "TF932",
            f"'{f.name}' is never called here and was left to TensorFlow 1",
            "remove it, or write it for TensorFlow 2 by hand",
        )
        for f in trace.uncalled
        if f.node in left
    )
