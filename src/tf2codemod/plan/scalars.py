"""Finds placeholders without a shape that must be scalars, because of what they are given to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import NONE, Node, Value
from tf2codemod.plan.chosen_optimizers import optimizers_of
from tf2codemod.plan.schedules import rate_of

ARITHMETIC = frozenset(("operator.Sub", "operator.Add", "operator.Mult", "operator.Div", "operator.USub"))
NUMBER_BY_NUMBER = ARITHMETIC | {
    *("operator.Pow", "tf.maximum", "tf.minimum", "tf.multiply", "tf.add", "tf.subtract", "tf.divide"),
    *("tf.div", "tf.pow", "tf.sqrt", "tf.rsqrt", "tf.exp", "tf.cast", "tf.to_float", "tf.identity"),
}
TRAINING = frozenset(("minimize", "apply_gradients"))


def scalar_placeholders(trace: Trace) -> frozenset[ast.Call]:
    """The calls that make placeholders without a shape whose values are given where a scalar has to be."""
    given = [_source(value) for node in trace.nodes for value in _scalars(node)]
    rates = (rate_of(o) for n in trace.nodes if n.op in TRAINING for o in optimizers_of(n))
    found = [p for p in given if p is not None] + [p for r in rates for p in _sources_of_rate(r)]
    return frozenset(
        p.expr for p in found if isinstance(p.expr, ast.Call) and p.arguments.get("shape", NONE) == NONE
    )


def _sources_of_rate(rate: Value | None) -> Iterator[Node]:
    """The placeholders that a learning rate, which is a scalar, is computed from number by number."""
    pending = [rate] if isinstance(rate, Node) else []
    while pending:
        node = pending.pop()
        fact = lookup(node.op)
        decays = fact is not None and fact.stage == "schedule"
        if node.kind == "placeholder":
            yield node
        elif node.kind == "tensor" and (node.op in NUMBER_BY_NUMBER or decays):
            pending.extend(node.inputs)


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
