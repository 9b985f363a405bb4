"""Finds initializers that several variables share, which Keras would give the same values."""

from __future__ import annotations

import ast
from typing import TypeGuard

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Const, Node, Thing
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

FIXED = ("constant", "zeros", "ones", "Constant", "Zeros", "Ones", "identity", "Identity")


def shared_initializers(trace: Trace) -> dict[ast.Name, ast.expr]:
    """The names by which several variables were given one initializer, with the call that made it.

    TensorFlow 1 drew new values for each variable; an initializer of Keras gives the same at every call.
    """
    uses: dict[Thing, dict[ast.expr, None]] = {}
    calls: dict[Thing, set[Node]] = {}
    for node in trace.nodes:
        if (
            node.kind != "variable"
            or not isinstance(node.expr, ast.Call)
            or node.arguments.get("layer") == Const("bias")
        ):
            continue
        for expr in (*node.expr.args, *(k.value for k in node.expr.keywords)):
            value = node.made.frame.values.get(expr)
            if isinstance(value, Thing) and value.kind == "initializer" and _draws_once(value):
                uses.setdefault(value, {})[expr] = None
                calls.setdefault(value, set()).add(node)
    found: dict[ast.Name, ast.expr] = {}
    for thing, exprs in uses.items():
        if len(calls[thing]) < 2:
            continue
        for expr in exprs:
            if expr is thing.expr:
                continue
            if not isinstance(expr, ast.Name) or not is_repeatable(thing.expr):
                raise Obstacle(
                    "TF327",
                    "several variables share one initializer, which Keras would give the same values",
                    "make an initializer for each",
                    expr,
                )
            assert isinstance(thing.expr, ast.expr)
            found[expr] = thing.expr
    return found


def scoped_initializers(trace: Trace) -> dict[ast.Call, ast.expr]:
    """The functional layers whose kernels have their initializer from the variable scope around them."""
    found: dict[ast.Call, ast.expr] = {}
    for node in trace.nodes:
        given = node.arguments.get("scope initializer")
        if (
            given is None
            or node.arguments.get("layer") != Const("kernel")
            or not isinstance(node.expr, ast.Call)
        ):
            continue
        own = next((k.value for k in node.expr.keywords if k.arg == "kernel_initializer"), None)
        if own is not None and not (isinstance(own, ast.Constant) and own.value is None):
            continue
        if not isinstance(given, Thing) or not is_repeatable(given.expr):
            raise Obstacle(
                "TF328",
                "the initializer of a scope cannot be given to a layer in it",
                "give the layer its initializer",
                node.expr,
            )
        found[node.expr] = given.expr
    return found


def _draws_once(thing: Thing) -> bool:
    """Whether the initializer becomes one of Keras that draws its values."""
    last = thing.symbol.rpartition(".")[2]
    fact = lookup(thing.symbol)
    native = str(fact.row.get("to", "")) if fact is not None else ""
    return native.startswith("tf.keras.") and not last.startswith(FIXED)


def is_repeatable(made: ast.AST) -> TypeGuard[ast.Call]:
    """Whether the call that made an initializer means the same wherever it stands in its file."""
    if not isinstance(made, ast.Call):
        return False
    given = [*made.args, *(k.value for k in made.keywords)]
    return all(
        isinstance(n, (ast.Constant, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop))
        for a in given
        for n in walk(a)
    )
