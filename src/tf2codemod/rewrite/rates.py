"""Learning rates where they are made: open ones of optimizers, and decayed ones that are read."""

from __future__ import annotations

import ast

import libcst as cst

from tf2codemod.facts import lookup
from tf2codemod.plan.model import FilePlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.transforms.optimizers import with_open_rate


def rated(made: cst.Call, node: ast.Call, old: cst.Call, plan: FilePlan) -> cst.Call:
    """An optimizer whose rate is told later, or a schedule at its step; any other call as it is."""
    if node in plan.rated:
        return with_open_rate(made)
    if node not in plan.rates_read:
        return made
    symbol = plan.symbols[node.func]
    fact = lookup(symbol)
    if fact is None or "step" not in fact.row:
        raise Obstacle("TF416", "a decayed learning rate is read", "compute the rate from the step", node)
    name, place = str(fact.row["step"]), fact.params.index(fact.row["step"])
    named = [a for a in old.args if a.keyword is not None and a.keyword.value == name]
    given = named or [a for a in old.args[place : place + 1] if a.keyword is None and not a.star]
    if not given:
        raise Obstacle("TF416", "a decayed learning rate has no step", "give it a step", node)
    return cst.Call(made, [cst.Arg(given[0].value)])


__all__ = ["rated"]
