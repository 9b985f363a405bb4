"""Leaves out what only concerns sessions and scopes within loops and branches of a frame."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import Node, Thing, Value, nodes_in, options_of
from tf2codemod.plan.model import Role
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.staging import Staging

COMPOUND = (ast.For, ast.While, ast.If, ast.Try, ast.With)


def is_initializer(node: Node) -> bool:
    last = node.op.rpartition(".")[2]
    if node.kind == "action" and (
        last.endswith("initializer") or "initialize_" in last or node.op.startswith("tf.initializers")
    ):
        return "iterator" not in node.op
    if node.op in {"tf.group", "tf.tuple"}:
        return bool(node.inputs) and all(is_initializer(i) for i in node.inputs)
    return False


def is_session(value: Value) -> bool:
    return any(isinstance(o, Thing) and o.kind == "session" for o in options_of(value))


def is_reuse(value: ast.expr) -> bool:
    function = value.func if isinstance(value, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr == "reuse_variables"


def only_reuses(statement: ast.stmt) -> bool:
    """Whether a branch does nothing but let a scope use its variables again."""
    if not isinstance(statement, ast.If) or any(isinstance(n, ast.Call) for n in walk(statement.test)):
        return False
    parts = [*statement.body, *statement.orelse]
    calls = [p.value for p in parts if isinstance(p, ast.Expr) and isinstance(p.value, ast.Call)]
    return (
        bool(calls)
        and all(is_reuse(c) for c in calls)
        and all(isinstance(p, (ast.Pass, ast.Assert)) or getattr(p, "value", None) in calls for p in parts)
    )


def leave_out_inner(staging: Staging) -> None:
    """Drops the inner statements that a frame does without."""
    for block in [s for s in staging.line if isinstance(s, (ast.For, ast.While, ast.If, ast.With))]:
        for inner in (n for n in ast.walk(block) if isinstance(n, ast.stmt) and n is not block):
            # Calls in loops and branches that let a scope use its variables again: objects keep them.
            if only_reuses(inner) or (isinstance(inner, ast.Expr) and is_reuse(inner.value)):
                staging.roles.setdefault(inner, Role.DROP)
    leave_out_inner_sessions(staging)


def leave_out_inner_sessions(staging: Staging) -> None:
    """Sessions that the turns of loops, or branches, open for themselves go."""
    values = staging.frame.values
    blocks = [s for s, r in staging.roles.items() if r is Role.KEEP and isinstance(s, COMPOUND)]
    for inner in (n for block in blocks for n in walk(block) if n is not block):
        if not isinstance(inner, ast.stmt) or inner not in staging.frame.by_node or inner in staging.roles:
            continue
        if isinstance(inner, ast.With):
            opened = [values.get(item.context_expr) for item in inner.items]
            if all(v is not None and is_session(v) for v in opened):
                staging.roles[inner] = Role.UNWRAP
            continue
        bound = staging.bound(inner)
        session = bool(bound) and all(staging.is_session_value(v) for v in bound)
        nodes = [n for v in bound for n in nodes_in(v)]
        initializers = bool(nodes) and all(is_initializer(n) for n in nodes)
        call = isinstance(inner, ast.Expr) and staging.is_session_call(inner.value)
        if session or initializers or call:
            staging.roles[inner] = Role.DROP
