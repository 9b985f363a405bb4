"""Splits a streaming metric into the Keras metric that it becomes and the call that updates it."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from tf2codemod.facts import lookup
from tf2codemod.rewrite.call_arguments import bind
from tf2codemod.rewrite.templates import dotted


class MetricSplit(NamedTuple):
    """The constructor of a metric, and the arguments of its update."""

    constructor: cst.Call
    arguments: tuple[cst.Arg, ...]


def metric_class(symbol: str, call: cst.Call, tf: str) -> MetricSplit | None:
    """Split a call of ``tf.metrics``; None if no Keras metric gives the same numbers for its arguments."""
    fact = lookup(symbol)
    if fact is None or "metric" not in fact.row:
        return None
    row = fact.row
    bound = bind(fact.parameters, call)
    taken = {*row.get("update", ()), *row.get("construct", ()), *DROPPED}
    if bound.starred or any(name not in taken for name in bound.arguments):
        return None
    updates = [bound.value(name) for name in row["update"]]
    if any(value is None for value in updates):
        return None
    if row.get("cast"):
        kind = cst.parse_expression(dotted(f"tf.{row['cast']}", tf))
        cast = cst.parse_expression(dotted("tf.cast", tf))
        updates = [cst.Call(cast, [cst.Arg(value), cst.Arg(kind)]) for value in updates if value is not None]
    construct = [
        cst.Arg(
            value, cst.Name(name), equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        )
        for name in row.get("construct", ())
        if (value := bound.value(name)) is not None
    ]
    constructor = cst.Call(cst.parse_expression(dotted(str(row["metric"]), tf)), construct)
    return MetricSplit(constructor, tuple(cst.Arg(value) for value in updates if value is not None))


DROPPED = ("metrics_collections", "updates_collections", "name")
