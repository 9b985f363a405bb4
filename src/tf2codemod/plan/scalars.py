"""Finds placeholders without a shape that must be scalars, because of what they are given to."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import NONE, Node, Value

ARITHMETIC = frozenset(("operator.Sub", "operator.Add", "operator.Mult", "operator.Div", "operator.USub"))


def scalar_placeholders(trace: Trace) -> frozenset[ast.Call]:
    """The calls that make placeholders without a shape whose values are given where a scalar has to be."""
    found = [_source(value) for node in trace.nodes for value in _scalars(node)]
    return frozenset(
        p.expr
        for p in found
        if p is not None and isinstance(p.expr, ast.Call) and p.arguments.get("shape", NONE) == NONE
    )


def _scalars(node: Node) -> list[Value | None]:
    """The arguments of an op that TensorFlow documents as scalars, and takes in unknown shapes."""
    fact = lookup(node.op) if node.kind == "tensor" else None
    names = fact.row.get("scalar", ()) if fact is not None else ()
    given = node.arguments
    return [given.get(n, given.get(str(fact.params.index(n)))) for n in names if fact and n in fact.params]


def _source(value: Value | None) -> Node | None:
    """The placeholder that a value is, or is computed from by arithmetic with numbers."""
    while isinstance(value, Node) and value.op in ARITHMETIC and len(value.inputs) == 1:
        value = value.inputs[0]
    return value if isinstance(value, Node) and value.kind == "placeholder" else None
