"""Distributions, of which a program may ask what the classes have that take their place."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup
from tf2codemod.interpret.distributions import is_distribution
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.obstacles import Obstacle

KEYWORDS = frozenset(("sample_shape", "seed", "value", "other"))
REMEDY = "use the package tensorflow_probability"


def check_distributions(trace: Trace) -> None:
    """What is asked of a distribution must be in the class that is written for it."""
    if not any("distributions" in s for symbols in trace.symbols.values() for s in symbols):
        return
    for frame in trace.frames:
        for expr in frame.values:
            owner = frame.values.get(expr.value) if isinstance(expr, ast.Attribute) else None
            if not isinstance(expr, ast.Attribute) or not isinstance(owner, Node):
                continue
            fact = lookup(owner.op) if is_distribution(owner) else None
            if fact is not None and expr.attr not in fact.row.get("members", ()):
                message = f"'{expr.attr}' of {owner.op} has no counterpart"
                raise Obstacle("TF110", message, REMEDY, expr)
        for call in frame.calls:
            owner = frame.values.get(call.func.value) if isinstance(call.func, ast.Attribute) else None
            if isinstance(owner, Node) and is_distribution(owner):
                odd = [k.arg for k in call.keywords if k.arg not in KEYWORDS]
                if odd:
                    message = f"a method of {owner.op} takes '{odd[0]}'"
                    raise Obstacle("TF110", message, "leave it out", call)


__all__ = ["check_distributions"]
